#include <doctest/doctest.h>

#include "recovery/appeal_double.h"

namespace sparekey::recovery {
namespace {

using account::Why;
using guard::Restriction;
using outbox::Kind;

void set_pending(Bureau& bureau, Person& person, const std::string& password) {
    const auto mail = signin::reset_link(bureau.house, person, "thief");
    REQUIRE(outcome(signin::reset(bureau.house, mail,
                                  {.password = password, .without_factor = true}, "thief")) ==
            signin::ResetResult::pending);
}

TEST_CASE("a rival waits, changes nothing, and is next when the first ends") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant first{bureau, ada, "one"};
        Appellant rival{bureau, ada, "two"};
        first.to_review();
        const auto due = first.now().appeal.since;
        rival.open();
        CHECK(rival.now().appeal.waiting);
        CHECK(first.now().flags.contains(Flag::rival));
        CHECK(first.now().appeal.since == due);
        CHECK(mails(bureau.house, ada.who, Kind::appeal_waiting) == 1);
        // Its own 72 hours do not run.
        bureau.pass_time(24h * 5, 24h);
        CHECK(rival.state() == State::draft);
        rival.submit();
        CHECK(rival.state() == State::draft);
        REQUIRE(granted(run(withdraw(bureau.office, first.client, *first.access))));
        CHECK(rival.state() == State::intake);
        CHECK(rival.now().appeal.flagged);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::freeze);
    });
}

TEST_CASE("what two parties send is never put together") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant first{bureau, ada, "one"};
        Appellant rival{bureau, ada, "two"};
        first.open();
        rival.open();
        CHECK(first.id != rival.id);
        first.fill();
        const auto items = bureau.house.count(
            "SELECT COUNT(*) FROM evidence_item WHERE account_id = $1 AND appeal_id = $2",
            {ada.who, rival.id});
        CHECK(items == 0);
        // Nor does the receipt of the one submit the other.
        rival.receipt = first.receipt;
        CHECK(why(rival.try_submit()) == Why::receipt_wrong);
        rival.fill();
        const auto own = rival.receipt;
        rival.receipt = first.receipt;
        CHECK(why(rival.try_submit()) == Why::receipt_wrong);
        rival.receipt = own;
        CHECK(granted(rival.try_submit()));
        CHECK(first.now().evidence_digest != rival.now().evidence_digest);
    });
}

TEST_CASE("while a rival waits the applicant's states last 72 hours") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant first{bureau, ada, "one"};
        Appellant rival{bureau, ada, "two"};
        first.to_review();
        REQUIRE(bureau.happens(ada.who, first.id,
                               {.event = Event::material_asked, .needed = {{"selfie", "dark"}}}));
        bureau.pass_time(48h);
        rival.open();
        bureau.pass_time(24h + 1s, 12h);
        CHECK(first.state() == State::expired);
        CHECK_FALSE(rival.now().appeal.waiting);
    });
}

TEST_CASE("the password in force takes the place of a pending one that nobody has looked at far") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        set_pending(bureau, ada, "the thief's own words");
        Appellant thief{bureau, ada, "thief"};
        REQUIRE(granted(thief.try_open("the thief's own words")));
        thief.submit();
        bureau.work();
        REQUIRE(thief.state() == State::initial_review);
        Appellant owner{bureau, ada};
        owner.open();
        CHECK_FALSE(owner.now().appeal.waiting);
        CHECK(thief.state() == State::draft);
        CHECK(thief.now().appeal.waiting);
        CHECK(thief.now().appeal.complete);
        owner.submit();
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::freeze);
    });
}

TEST_CASE("once somebody has passed it, a pending one keeps its place") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        set_pending(bureau, ada, "the first one's words");
        Appellant first{bureau, ada, "one"};
        REQUIRE(granted(first.try_open("the first one's words")));
        first.submit();
        bureau.work();
        first.record();
        first.pass(reviewer_a, Seat::a);
        Appellant second{bureau, ada, "two"};
        second.open();
        CHECK(second.now().appeal.waiting);
        CHECK(first.state() == State::secondary_review);
    });
}

TEST_CASE(
    "several that are complete go to one lead together; one may pass, the others are rejected") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant first{bureau, ada, "one"};
        first.to_review();
        Appellant second{bureau, ada, "two"};
        Appellant third{bureau, ada, "three"};
        Appellant idle{bureau, ada, "four"};
        second.open();
        third.open();
        idle.open();
        second.submit();
        third.submit();
        REQUIRE(
            bureau.happens(ada.who, first.id, {.event = Event::rejected, .reasons = {"blurred"}}));
        CHECK(second.state() == State::escalated);
        CHECK(third.state() == State::escalated);
        CHECK(idle.state() == State::draft);
        CHECK(idle.now().appeal.waiting);
        // The system fills the seats before the lead decides; nothing of it goes without a video.
        REQUIRE(bureau.happens(ada.who, second.id, {.event = Event::video_asked}));
        second.put(evidence::Kind::video);
        REQUIRE(bureau.happens(ada.who, second.id, {.event = Event::recorded}));
        CHECK(second.state() == State::escalated);
        for (const auto& [staff, seat] :
             {std::pair{reviewer_a, Seat::a}, std::pair{reviewer_b, Seat::b}})
            CHECK(bureau.fills(ada.who, second.id, staff, seat));
        second.pass(the_lead, Seat::lead);
        CHECK(third.state() == State::rejected);
        second.wait_for_link();
        CHECK(idle.state() == State::draft);
    });
}

TEST_CASE("three rejections in 30 days, or one a day ago: the next freezes nothing before a pass") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        for (int i = 0; i < 3; ++i) {
            Appellant at{bureau, ada, "try" + std::to_string(i)};
            at.open();
            CHECK(at.now().appeal.over_budget == (i == 1));
            at.submit();
            bureau.work();
            REQUIRE(bureau.happens(ada.who, at.id,
                                   {.event = Event::rejected, .reasons = {"name_differs"}}));
            bureau.house.clock.advance(i == 0 ? 1h : 25h);
        }
        Appellant at{bureau, ada, "last"};
        at.open();
        CHECK(at.now().appeal.over_budget);
        at.submit();
        bureau.work();
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::none);
        at.record();
        at.pass(reviewer_a, Seat::a);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::freeze);
        at.pass(reviewer_b, Seat::b);
        CHECK(at.state() == State::escalated);
    });
}

TEST_CASE("a rejection is reviewed once, within seven days, while the account stays open") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        const auto reject = [&] {
            REQUIRE(bureau.happens(ada.who, at.id,
                                   {.event = Event::rejected, .reasons = {"name_differs"}}));
        };
        const auto ask = [&] { return run(ask_review(bureau.office, at.client, *at.access)); };
        reject();
        bureau.house.clock.advance(24h * 7);
        CHECK(why(ask()) == Why::wrong_state);
        bureau.house.clock.advance(-1s);
        REQUIRE(granted(ask()));
        CHECK(at.state() == State::escalated);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::none);
        // A pass of the lead freezes again, and the notice begins anew.
        at.pass(the_lead, Seat::lead);
        CHECK(at.state() == State::secondary_review);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::freeze);
        CHECK(at.now().appeal.submitted_at == bureau.house.now());
        at.pass(reviewer_b, Seat::b);
        at.wait_for_link();
    });
}

TEST_CASE("a second review is not to be had") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        for (const bool first : {true, false}) {
            REQUIRE(bureau.happens(ada.who, at.id,
                                   {.event = Event::rejected, .reasons = {"name_differs"}}));
            CHECK(granted(run(ask_review(bureau.office, at.client, *at.access))) == first);
        }
    });
}

TEST_CASE("refused as fraud: a hold of 72 hours, a new password, and the next goes to a lead") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        REQUIRE(bureau.happens(ada.who, at.id, {.event = Event::refused, .reasons = {"altered"}}));
        CHECK(at.state() == State::refused_as_fraud);
        CHECK(standing_of(house, ada.who) == guard::Standing{Restriction::hold, house.now() + 72h});
        Visit home{house, ada};
        home.sign_in();
        CHECK(home.current()->must_change_password);
        house.clock.advance(25h);
        Appellant next{bureau, ada, "library"};
        next.open();
        CHECK(next.now().flags.contains(Flag::fraud_before));
        CHECK(next.now().appeal.flagged);
    });
}

}  // namespace
}  // namespace sparekey::recovery
