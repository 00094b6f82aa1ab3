// A month of somebody who has one proof and wants the account, or wants its owner kept out: the
// owner, who has lost the phone, gets back all the same, and nobody else does.
#include <doctest/doctest.h>

#include "recovery/appeal_double.h"

namespace sparekey::recovery {
namespace {

using account::Why;
using guard::Restriction;
using outbox::Kind;

void record_for(Bureau& bureau, Appellant& at) {
    (void)bureau.happens(at.person.who, at.id, {.event = Event::video_asked});
    at.put(evidence::Kind::video);
    (void)bureau.happens(at.person.who, at.id, {.event = Event::recorded});
}

void fill_seats(Bureau& bureau, Appellant& at, const Appeal& appeal) {
    bool has_a = false;
    for (const auto& pass : appeal.passes) has_a = has_a || pass.seat == Seat::a;
    if (!has_a) (void)bureau.fills(at.person.who, at.id, reviewer_a, Seat::a);
    (void)bureau.fills(at.person.who, at.id, reviewer_b, Seat::b);
}

// The desk on the honest side: whoever has the case does what is to be done, for this applicant.
void desk_acts(Bureau& bureau, Appellant& at) {
    const auto appeal = at.now().appeal;
    const bool first = appeal.state == State::initial_review;
    const bool lead = appeal.state == State::escalated;
    if (appeal.state == State::secondary_review && appeal.passes.size() == 1)
        return at.pass(reviewer_b, Seat::b);
    if (lead && appeal.was_reset) return at.pass(the_lead, Seat::lead);
    if ((!first && !lead) || appeal.is_approved()) return;
    if (!appeal.has_video) return record_for(bureau, at);
    if (first) return at.pass(reviewer_a, Seat::a);
    if (!appeal.seats_filled) fill_seats(bureau, at, appeal);
    at.pass(the_lead, Seat::lead);
}

// Every appeal of somebody else is rejected as soon as somebody looks at it.
void desk_rejects(Bureau& bureau, const Person& person, AppealId but) {
    for (const auto& c : bureau.cases(person.who)) {
        const bool staffs =
            c.appeal.state == State::initial_review || c.appeal.state == State::escalated;
        if (c.open() && staffs && c.id != but)
            (void)bureau.happens(person.who, c.id,
                                 {.event = Event::rejected, .reasons = {"person_differs"}});
    }
}

// From any letter that says how, as often as it goes.
void contest_everything(Bureau& bureau, const Person& person) {
    const auto rows = bureau.house.rows(
        "SELECT mail_id, secret FROM outbox WHERE account_id = $1 AND kind LIKE 'appeal_%' AND "
        "kind "
        "NOT IN ('appeal_code', 'appeal_link') AND secret IS NOT NULL ORDER BY mail_id DESC LIMIT "
        "1",
        {person.who});
    if (rows.empty()) return;
    const auto bound = outbox::secret_binding(person.who, rows[0].integer(0));
    const auto text = crypto::open(bureau.house.ring, rows[0].bytes(1), bound);
    const auto token = account::Token::parse(text->text());
    (void)run(contest(bureau.office, House::client("mailbox"), *token));
}

struct Siege {
    Bureau& bureau;
    Person& person;
    Appellant& owner;
    std::function<void(int hour)> thief;

    // Whether the owner's appeal came to its end within a month.
    bool run_for_a_month() {
        bool submitted = false;
        for (int hour = 0; hour < 24 * 31; hour += 6) {
            thief(hour);
            if (hour == 24) owner.open();
            if (hour >= 24 && !submitted && !owner.now().appeal.waiting) {
                owner.submit();
                submitted = true;
            }
            bureau.pass_time(6h);
            if (!submitted) {
                desk_rejects(bureau, person, AppealId{});
                continue;
            }
            desk_rejects(bureau, person, owner.id);
            desk_acts(bureau, owner);
            if (owner.state() == State::link_sent) owner.reset();
            if (owner.state() == State::completed) return true;
        }
        return false;
    }
};

TEST_CASE("a month of somebody who has the mailbox keeps no owner out, and gets nobody in") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant owner{bureau, ada};
        int browser = 0;
        const auto thief = [&](int hour) {
            contest_everything(bureau, ada);
            if (hour % 24 != 0) return;
            // Without her password: a pending one of a mailed reset, and an appeal with it.
            const auto name = "thief" + std::to_string(browser++);
            const auto link = signin::reset_link(house, ada, name);
            const std::string words = "the thief's own words " + name;
            (void)signin::reset(house, link, {.password = words, .without_factor = true}, name);
            Appellant rival{bureau, ada, name};
            if (granted(rival.try_open(words)) && !rival.now().appeal.waiting) rival.submit();
        };
        Siege siege{bureau, ada, owner, thief};
        CHECK(siege.run_for_a_month());
        Visit home{house, ada};
        CHECK(home.signs_in(home.fresh_code()));
        CHECK(house.count(
                  "SELECT COUNT(*) FROM session WHERE account_id = $1 AND browser_digest <> "
                  "$2 AND browser_digest <> $3",
                  {ada.who, owner.client.browser_digest, House::client("other").browser_digest}) ==
              0);
    });
}

TEST_CASE("a month of somebody who has the password keeps no owner out, and gets nobody in") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant owner{bureau, ada};
        const std::string password = ada.password;
        const auto thief = [&](int) {
            const auto client = House::client("thief");
            for (int i = 0; i < 3; ++i) {
                auto step = signin::type_password(house, client, ada.email, password);
                if (!step.token) continue;
                (void)signin::type_code(house, client, *step.token, "000000");
            }
            // The gate without a code, the veto without a factor, mails without end.
            run(ask_at_gate(house.services, client, ada.email));
            const OpenAsked guess{ada.email,        "00000000", secret_of(password),
                                  Lost::phone_lost, "UTC",      house.now()};
            (void)run(open_appeal(bureau.office, client, guess));
            for (int i = 0; i < 3; ++i)
                (void)owner.veto_with("000000", password, "thief" + std::to_string(i));
            run(signin::ask_for_relief(house.services, client, ada.email));
        };
        Siege siege{bureau, ada, owner, thief};
        CHECK(siege.run_for_a_month());
        // The tries of the account are spent; the browser that got back has its own.
        Visit home{house, ada, owner.browser};
        home.sign_in();
        CHECK(home.current());
        CHECK(house.count("SELECT COUNT(*) FROM session WHERE browser_digest = $1 AND level > 0",
                          {House::client("thief").browser_digest}) == 0);
    });
}

TEST_CASE("an owner who has the phone after all ends whatever a thief has begun, at any moment") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        // A thief with mailbox and password, whose evidence convinces everybody.
        for (int day = 0; day < 12; day += 2) {
            auto ada = bureau.person("ada" + std::to_string(day) + "@example.org");
            auto phone = signin::copy_of(ada);
            Appellant thief{bureau, ada, "thief"};
            thief.open();
            thief.submit();
            for (int hour = 0; hour < day * 24; hour += 6) {
                bureau.pass_time(6h);
                desk_acts(bureau, thief);
                if (thief.state() == State::link_sent) thief.reset();
            }
            house.clock.advance(30s);
            const auto code = phone.code_at(house.now());
            const bool was_reset = thief.now().appeal.was_reset;
            if (thief.state() == State::completed) {
                CHECK(granted(
                    run(signin::undo(house.services, House::client("home"), ada.email,
                                     secret_of(ada.password), signin::TypedCode::of(code)))));
            } else {
                CHECK(granted(thief.veto_with(code, ada.password, "home")));
            }
            CHECK(thief.state() == (was_reset ? State::reversed : State::cancelled_by_owner));
            Visit home{house, phone};
            CHECK(home.signs_in(home.fresh_code()));
        }
    });
}

TEST_CASE("sixteen submissions at once make one case") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        at.fill();
        CHECK(signin::winners_of_sixteen([&] { return granted(at.try_submit()); }) == 1);
        CHECK(mails(bureau.house, ada.who, Kind::appeal_submitted) == 1);
        CHECK(bureau.count(ada.who, "appeal") == 1);
    });
}

TEST_CASE("sixteen vetoes at once end it once, and the code is spent once") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        const auto code = std::string{ada.codes[0].text()};
        const int won =
            signin::winners_of_sixteen([&] { return granted(at.veto_with(code, ada.password)); });
        CHECK(won == 1);
        CHECK(mails(bureau.house, ada.who, Kind::appeal_cancelled) == 1);
    });
}

TEST_CASE("the reserve of a veto is used up by nobody without the password, and by no sign-in") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        for (int i = 0; i < 40; ++i) {
            CHECK(why(at.veto_with("000000", "a guess", "stranger")) == Why::not_accepted);
            (void)signin::type_password(house, House::client("stranger"), ada.email, "a guess");
        }
        // On a computer that knows the owner as little as it knows the stranger.
        CHECK(
            granted(at.veto_with(ada.code_at(house.now() + 30s), ada.password, "a borrowed one")));
    });
}

TEST_CASE("whoever has the phone guesses no password at the veto of an appeal") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        const auto code = ada.code_at(house.now());
        // Five of the reserve, five of the account's ordinary tries.
        for (int i = 0; i < 10; ++i)
            CHECK(why(at.veto_with(code, "a guess", "thief")) == Why::not_accepted);
        CHECK(why(at.veto_with(code, ada.password, "thief")) == Why::not_accepted);
        CHECK(at.state() == State::initial_review);
        // Where the owner signed in before, there are tries of their own.
        house.clock.advance(30s);
        CHECK(granted(at.veto_with(ada.code_at(house.now()), ada.password)));
    });
}

TEST_CASE("a veto is tried five times an hour; past it the ordinary tries pay, and then nothing") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        const auto wrong = signin::wrong_one_time(ada.key, bureau.house.now());
        for (int i = 0; i < 15; ++i)
            CHECK(why(at.veto_with(wrong, ada.password)) == Why::not_accepted);
        CHECK(why(at.veto_with(ada.code_at(bureau.house.now()), ada.password)) ==
              Why::not_accepted);
        CHECK(at.state() == State::initial_review);
        bureau.house.clock.advance(1h);
        CHECK(granted(at.veto_with(ada.code_at(bureau.house.now()), ada.password)));
    });
}

}  // namespace
}  // namespace sparekey::recovery
