#include <doctest/doctest.h>

#include "recovery/appeal_double.h"
#include "recovery/reset_link_table.h"

namespace sparekey::recovery {
namespace {

using account::Why;
using outbox::Kind;

// Tried at once, whatever the job would do.
bool sends(const Bureau& bureau, const Appellant& at) {
    bool sent = false;
    bureau.execute(at.person.who, [&](store::Transaction& tx) {
        std::vector<store::Rows> rows;
        for (const auto& call : docket_loads()) rows.push_back(tx.load(call));
        const account::Client nobody{};
        account::Plan plan{at.person.who, {tx.guard(), {}}, bureau.house.ring, nobody, tx.now()};
        Docket docket{bureau.house.services, rows, 0, plan};
        sent = ResetLinks{bureau.desk}.send(tx, plan, docket, at.id, Event::date_reached);
        plan.apply(tx);
    });
    return sent;
}

// The statement alone, which nothing stands before: with whatever else would let it write.
bool writes(const Bureau& bureau, const Appellant& at) {
    bool written = false;
    bureau.execute(at.person.who, [&](store::Transaction& tx) {
        const auto digest = account::Token::make(at.person.who).digest();
        const auto limits = bureau.desk.rules.limits;
        written =
            insert_reset_link(tx, {.who = at.person.who,
                                   .appeal = at.id,
                                   .token_digest = digest,
                                   .now = tx.now(),
                                   .expires_at = tx.now() + limits.link,
                                   .first_pass_before = tx.now() - 72h,
                                   .notices_before = tx.now() - limits.notice,
                                   .frozen_now = tx.guard()->freeze_until > to_micros(tx.now()),
                                   .people_min = 2});
    });
    return written;
}

// In second review, passed by two, on Tuesday 2023-11-14, 22:13 UTC; the links' date is Friday.
void to_two_passes(Appellant& at) {
    at.to_review();
    at.bureau.deliver();
    at.pass(reviewer_a, Seat::a);
    at.pass(reviewer_b, Seat::b);
}

TEST_CASE("no link goes out before three business days and 72 hours, and one does then") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        to_two_passes(at);
        // 22:13 on Tuesday: Wednesday, Thursday, Friday.
        CHECK_FALSE(sends(bureau, at));
        bureau.house.clock.advance(72h - 1s);
        CHECK_FALSE(sends(bureau, at));
        bureau.house.clock.advance(1s);
        CHECK(sends(bureau, at));
        CHECK(at.state() == State::link_sent);
        CHECK(mails(bureau.house, ada.who, Kind::appeal_link) == 1);
        CHECK(mails(bureau.house, ada.who, Kind::appeal_link_sent) == 1);
    });
}

TEST_CASE("72 hours are counted from when the notices went out, not from the submission") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        at.pass(reviewer_a, Seat::a);
        at.pass(reviewer_b, Seat::b);
        bureau.house.clock.advance(24h * 7);
        CHECK_FALSE(sends(bureau, at));
        bureau.deliver();
        bureau.house.clock.advance(72h - 1s);
        CHECK_FALSE(sends(bureau, at));
        bureau.house.clock.advance(1s);
        CHECK(sends(bureau, at));
    });
}

TEST_CASE("a weekend is not counted") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        bureau.house.clock.advance(48h);  // Thursday.
        Appellant at{bureau, ada};
        to_two_passes(at);
        bureau.pass_time(24h * 5 - 1h);
        CHECK(at.state() == State::secondary_review);
        bureau.pass_time(1h);
        CHECK(at.state() == State::link_sent);
    });
}

TEST_CASE("a state that somebody wrote into the row sends nothing") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        bureau.pass_time(24h * 6);
        for (const std::string state : {"secondary_review", "escalated", "link_sent"}) {
            bureau.execute(ada.who, [&](store::Transaction& tx) {
                tx.execute(
                    "UPDATE appeal SET state = $2, since = $3, due_at = $3 WHERE account_id "
                    "= $1",
                    {ada.who, state, tx.now()});
            });
            CHECK_FALSE(sends(bureau, at));
            bureau.work();
        }
        CHECK(mails(bureau.house, ada.who, Kind::appeal_link) == 0);
        CHECK(bureau.count(ada.who, "reset_link") == 0);
    });
}

TEST_CASE("each condition by itself stops the link, whatever the case says of itself") {
    struct Broken {
        const char* what;
        const char* sql;  // $1 the account, $2 now.
    };
    const std::vector<Broken> all{
        {"one pass was over other evidence",
         "UPDATE appeal_pass SET evidence_digest = CAST('x' AS BYTEA) WHERE account_id = $1 AND "
         "seat "
         "= 'b' AND at <= $2"},
        {"a third pass was over other evidence",
         "INSERT INTO appeal_pass (account_id, appeal_id, pass_id, seat, staff_id, "
         "evidence_digest, "
         "at, checklist, proof_step) SELECT account_id, appeal_id, pass_id + 1, 'lead', staff_id + "
         "9, "
         "CAST('x' AS BYTEA), at, checklist, proof_step FROM appeal_pass WHERE account_id = $1 AND "
         "seat "
         "= 'b' AND at <= $2"},
        {"one pass is gone",
         "DELETE FROM appeal_pass WHERE account_id = $1 AND seat = 'b' AND at "
         "<= $2"},
        {"one pass was voided",
         "UPDATE appeal_pass SET voided_at = $2 WHERE account_id = $1 AND seat = 'a'"},
        {"there is no video",
         "UPDATE appeal SET has_video = FALSE WHERE account_id = $1 AND since <= $2"},
        {"a contest is open",
         "INSERT INTO appeal_contest (account_id, appeal_id, contest_id, how, opened_at) SELECT "
         "account_id, appeal_id, 1, 'not_me', $2 FROM appeal WHERE account_id = $1"},
        {"it is flagged, and no lead has passed it",
         "UPDATE appeal SET flagged = TRUE WHERE account_id = $1 AND since <= $2"},
        {"a notice is on its way still",
         "UPDATE outbox SET state = 'waiting' WHERE account_id = $1 AND kind = 'appeal_submitted' "
         "AND made_at <= $2"},
        {"it froze nothing",
         "UPDATE appeal SET frozen_since = 0 WHERE account_id = $1 AND since <= $2"},
        {"the account is not frozen",
         "UPDATE guard SET freeze_until = 0 WHERE account_id = $1 AND freeze_until > $2"},
    };
    in_each_bureau([&](Bureau& bureau) {
        int n = 0;
        for (const auto& broken : all) {
            INFO(broken.what);
            auto ada = bureau.person("ada" + std::to_string(n++) + "@example.org");
            Appellant at{bureau, ada};
            to_two_passes(at);
            bureau.house.clock.advance(24h * 4);
            bureau.execute(ada.who, [&](store::Transaction& tx) {
                if (tx.execute(broken.sql, {ada.who, tx.now()}) == 0) FAIL("nothing was broken");
            });
            CHECK_FALSE(sends(bureau, at));
            CHECK_FALSE(writes(bureau, at));
            CHECK(bureau.count(ada.who, "reset_link") == 0);
        }
        auto bob = bureau.person("bob@example.org");
        Appellant at{bureau, bob};
        to_two_passes(at);
        bureau.house.clock.advance(24h * 4);
        CHECK(writes(bureau, at));  // What was asked above is refused for nothing else.
    });
}

TEST_CASE("nobody has two passes that count in one appeal: the table forbids it") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        at.pass(reviewer_a, Seat::a);
        CHECK_THROWS(bureau.happens(ada.who, at.id, Bureau::pass_of(reviewer_a, Seat::b)));
        CHECK(at.state() == State::secondary_review);
    });
}

TEST_CASE("new material voids what was passed, and the link waits for passes over it") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        at.pass(reviewer_a, Seat::a);
        REQUIRE(bureau.happens(ada.who, at.id,
                               {.event = Event::material_asked, .needed = {{"selfie", "dark"}}}));
        CHECK(at.now().needed == std::vector<Needed>{{"selfie", "dark"}});
        CHECK(why(run(supply(bureau.office, at.client, *at.access))) == Why::incomplete);
        bureau.house.clock.advance(1s);
        at.put(evidence::Kind::selfie);
        REQUIRE(granted(run(supply(bureau.office, at.client, *at.access))));
        bureau.work();
        CHECK(at.state() == State::initial_review);
        CHECK(at.now().appeal.passes.empty());
        at.pass(reviewer_a, Seat::a);
        at.pass(reviewer_b, Seat::b);
        at.wait_for_link();
    });
}

TEST_CASE("a desk with one reviewer takes seven business days, and only where the file says so") {
    in_each_bureau([](Bureau& bureau) {
        bureau.desk.rules.single_reviewer = true;
        bureau.desk.rules.limits = Limits::of_single_reviewer();
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        bureau.deliver();
        at.pass(reviewer_a, Seat::a);
        bureau.house.clock.advance(24h * 9 - 1s);
        CHECK_FALSE(sends(bureau, at));
        bureau.house.clock.advance(1s);
        // The case alone, in a database, is not believed.
        bureau.desk.rules.single_reviewer = false;
        CHECK_FALSE(sends(bureau, at));
        bureau.desk.rules.single_reviewer = true;
        CHECK(sends(bureau, at));
        at.reset();
        CHECK(standing_of(bureau.house, ada.who).until == bureau.house.now() + 24h * 7);
    });
}

}  // namespace
}  // namespace sparekey::recovery
