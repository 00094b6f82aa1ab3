#include <doctest/doctest.h>

#include "base/text.h"
#include "recovery/appeal_double.h"

namespace sparekey::recovery {
namespace {

using account::AppealAnswer;
using account::Why;
using guard::Restriction;
using outbox::Kind;

TEST_CASE("not me in a draft is noted, and changes nothing") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada, "thief"};
        at.open();
        CHECK(outcome(at.not_me(Kind::appeal_opened)) == ContestResult::noted);
        CHECK(at.state() == State::draft);
        CHECK(at.now().flags.contains(Flag::not_me_in_draft));
        CHECK_FALSE(at.now().appeal.flagged);
    });
}

TEST_CASE("looking at the link of a notice changes nothing") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada, "thief"};
        at.to_review();
        const auto token = signin::mailed_token(bureau.house, ada.who, Kind::appeal_submitted);
        const auto before = signin::guard_write(bureau.house, ada.who);
        const auto notice = run(look_at_contest(bureau.house.services, token, bureau.house.now()));
        REQUIRE(notice);
        CHECK(notice->number == at.now().number);
        CHECK(notice->words == at.now().words);
        CHECK(signin::guard_write(bureau.house, ada.who) == before);
        CHECK(at.state() == State::initial_review);
    });
}

TEST_CASE("an appeal is contested once, and later contests are noted") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        CHECK(outcome(at.not_me(Kind::appeal_submitted)) == ContestResult::contested);
        CHECK(at.state() == State::contested);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::freeze);
        CHECK(outcome(at.not_me(Kind::appeal_submitted)) == ContestResult::contested);
        bureau.pass_time(72h);
        CHECK(at.state() == State::escalated);
        for (int i = 0; i < 5; ++i) {
            CHECK(outcome(at.not_me(Kind::appeal_submitted)) == ContestResult::noted);
            CHECK(at.state() == State::escalated);
        }
        CHECK(bureau.count(ada.who, "appeal_contest") == 1);
    });
}

TEST_CASE("a contest of the hold is the last one, and a lead answers it") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_link();
        at.reset();
        bureau.pass_time(24h);
        CHECK(outcome(at.not_me(Kind::appeal_reset)) == ContestResult::contested);
        bureau.pass_time(72h);
        REQUIRE(at.state() == State::escalated);
        at.pass(the_lead, Seat::lead);
        CHECK(at.state() == State::holding);
        CHECK(standing_of(house, ada.who).restriction == Restriction::hold);
        CHECK(standing_of(house, ada.who).until >= house.now() + 48h);
        Visit home{house, ada};
        CHECK(home.signs_in(home.fresh_code()));
        CHECK(outcome(at.not_me(Kind::appeal_reset)) == ContestResult::noted);
        bureau.pass_time(48h);
        CHECK(at.state() == State::completed);
    });
}

TEST_CASE("a lead who rejects after the reset brings the old factor back") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        auto owner = signin::copy_of(ada);
        Appellant at{bureau, ada, "thief"};
        at.to_link();
        at.reset();
        REQUIRE(granted(at.not_me(Kind::appeal_reset)));
        bureau.pass_time(72h);
        REQUIRE(bureau.happens(ada.who, at.id,
                               {.event = Event::rejected, .reasons = {"person_differs"}}));
        CHECK(at.state() == State::reversed);
        Visit home{house, owner};
        CHECK(home.signs_in(home.fresh_code()));
        CHECK(bureau.count(ada.who, "generation") == 0);
    });
}

TEST_CASE("the owner's factor ends a contest at once, and bars the password") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant thief{bureau, ada, "thief"};
        thief.to_review();
        REQUIRE(granted(thief.not_me(Kind::appeal_submitted)));
        bureau.house.clock.advance(30s);
        const auto vetoed = thief.veto_with(ada.code_at(bureau.house.now()), ada.password);
        CHECK(outcome(vetoed).answer == AppealAnswer::ended);
        CHECK(thief.state() == State::cancelled_by_owner);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::none);
        CHECK(why(thief.try_open(ada.password)) == Why::appeal_barred);
    });
}

TEST_CASE("after a veto the same password opens no other appeal until it is changed") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant thief{bureau, ada, "thief"};
        Appellant rival{bureau, ada, "accomplice"};
        thief.to_review();
        rival.open();
        Visit home{house, ada};
        home.sign_in();
        CHECK(thief.state() == State::cancelled_by_owner);
        // Whoever waited with the same password went with it.
        CHECK(rival.state() == State::cancelled_by_owner);
        CHECK(why(thief.try_open(ada.password)) == Why::appeal_barred);
        auto change =
            signin::change_password(house.services, ada.who, secret_of("quite new words"));
        REQUIRE(granted(home.act(std::move(change), home.fresh_code())));
        ada.password = "quite new words";
        CHECK(granted(Appellant{bureau, ada}.try_open(ada.password)));
    });
}

TEST_CASE("a letter is ours when number and words belong together") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        const auto c = at.now();
        const auto& services = bureau.house.services;
        CHECK(run(is_genuine(services, c.number, c.words)));
        CHECK(run(is_genuine(services, lower_ascii(c.number), " " + c.words + " ")));
        CHECK_FALSE(run(is_genuine(services, c.number, "some otter")));
        CHECK_FALSE(run(is_genuine(services, "AAAA-AAAA", c.words)));
        CHECK_FALSE(run(is_genuine(services, "no number", c.words)));
    });
}

}  // namespace
}  // namespace sparekey::recovery
