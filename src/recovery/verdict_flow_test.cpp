#include "recovery/verdict_flow.h"

#include <doctest/doctest.h>

#include "base/failure.h"
#include "base/ids.h"
#include "evidence/item_table.h"
#include "recovery/bench_double.h"

using namespace sparekey;
using namespace sparekey::recovery;
using namespace std::chrono_literals;
using account::Why;
using signin::granted;
using signin::outcome;
using signin::why;
using staff::hire;

namespace {

struct Staffed : Room {
    explicit Staffed(signin::House& in) : Room(in) {}
    staff::Sitting a = hire(members, "kate@desk.example.org", a_reviewer);
    staff::Sitting b = hire(members, "dora@desk.example.org", a_reviewer);
    staff::Sitting lead = hire(members, "mary@desk.example.org", a_lead);
};

template <class Test>
void in_each_staffed(Test&& test) {
    signin::in_each_house([&](signin::House& house) {
        run(account::ensure_decoys(house.services.db));
        Staffed room{house};
        test(room);
    });
}

std::int64_t passes(Room& room, const Filed& filed) {
    return room.house.count(
        "SELECT COUNT(*) FROM appeal_pass WHERE account_id = $1 AND voided_at = 0", {filed.who});
}
std::int64_t acts(Room& room, const Filed& filed) {
    return room.house.count("SELECT COUNT(*) FROM appeal_act WHERE account_id = $1", {filed.who});
}

// One statement on the account's rows, as nobody of the desk could.
void alter(Room& room, const Filed& filed, std::vector<store::SaveCall> calls) {
    std::function<bool(store::Transaction&)> all = [&](store::Transaction& tx) {
        for (const auto& call : calls) tx.save(call);
        return true;
    };
    run(room.house.services.db.transact<bool>(filed.who, std::move(all)));
}

}  // namespace

TEST_CASE("A passes, then B, each with a code of their own, and the case is approved") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(granted(sit_and_give(room, room.a, filed, verdict(Act::pass))));
        CHECK(state_of(room, filed) == State::secondary_review);
        CHECK_FALSE(case_of(room, filed).appeal.is_approved());
        REQUIRE(granted(sit_and_give(room, room.b, filed, verdict(Act::pass))));
        const auto c = case_of(room, filed);
        CHECK(c.appeal.state == State::secondary_review);
        CHECK(c.appeal.is_approved());
        REQUIRE(c.appeal.passes.size() == 2);
        CHECK(c.appeal.passes[0].staff_id == room.a.who.value);
        CHECK(c.appeal.passes[1].staff_id == room.b.who.value);
        CHECK(passes(room, filed) == 2);
        // Nobody is asked any more.
        for (auto* member : {&room.a, &room.b, &room.lead}) CHECK_FALSE(next(room, *member));
        for (auto* member : {&room.a, &room.b})
            CHECK(signin::lines(room.house, member->who, journal::Kind::desk_decided) == 1);
        // The owner's own journal does not say where staff sit.
        CHECK(room.house.count("SELECT COUNT(*) FROM journal WHERE account_id = $1 AND client <> "
                               "''",
                               {filed.who}) == 0);
    });
}

TEST_CASE("one person never has two seats of an appeal, whatever the program would do") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(granted(sit_and_give(room, room.a, filed, verdict(Act::pass))));
        CHECK_FALSE(next(room, room.a));
        CHECK(why(give(room, room.a, filed.id, verdict(Act::pass))) == Why::not_assigned);
        CHECK_THROWS_AS(alter(room, filed, give_seat(filed.id, room.a.who, Seat::b, room.now())),
                        Failure);
        CHECK_FALSE(case_of(room, filed).appeal.is_approved());
        CHECK(passes(room, filed) == 1);
    });
}

TEST_CASE("one case at a time, and one person a seat, are indexes of the table") {
    in_each_staffed([](Staffed& room) {
        const auto one = file(room);
        const auto two = file(room);
        alter(room, one, give_seat(one.id, room.a.who, Seat::a, room.now()));
        CHECK_THROWS_AS(alter(room, two, give_seat(two.id, room.a.who, Seat::a, room.now())),
                        Failure);
        std::function<bool(store::Transaction&)> second = [&](store::Transaction& tx) {
            tx.execute(
                "INSERT INTO appeal_seat (account_id, appeal_id, staff_id, seat, given_at, "
                "leased_until, decided_digest) VALUES ($1, $2, $3, 'a', 1, 0, $4)",
                {one.who, one.id, room.b.who, Bytes{}});
            return true;
        };
        CHECK_THROWS_AS(run(room.house.services.db.transact<bool>(one.who, std::move(second))),
                        Failure);
    });
}

TEST_CASE("nobody passes without a video") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room, State::initial_review, [](Case& c) {
            c.appeal.has_video = false;
            c.appeal.video_rounds = 0;
        });
        CHECK(why(sit_and_give(room, room.a, filed, verdict(Act::pass))) == Why::no_video);
        CHECK(passes(room, filed) == 0);
        CHECK(acts(room, filed) == 0);
        REQUIRE(granted(run(ask_for_video(room.bench, actor_of(room.a), filed.id, {"speak"}, {}))));
        CHECK(state_of(room, filed) == State::video_requested);
        std::vector<store::LoadCall> loads{acts_of(filed.id)};
        const auto loaded = run(room.house.services.db.load(filed.who, std::move(loads)));
        CHECK(video_without(read_acts(loaded.rows[0])) == std::vector<std::string>{"speak"});
    });
}

TEST_CASE("nobody passes over a picture that the machine has not looked at") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        evidence::Item item;
        item.id = evidence::ItemId{random_id()};
        item.kind = evidence::Kind::id_front;
        item.status = evidence::Status::checking;
        item.at = room.now();
        item.sha256 = crypto::sha256(bytes_of("a picture"));
        alter(room, filed, {evidence::insert_item(filed.id, item)});
        CHECK(why(sit_and_give(room, room.a, filed, verdict(Act::pass))) ==
              Why::evidence_unchecked);
        CHECK(passes(room, filed) == 0);
        item.status = evidence::Status::good;
        alter(room, filed, {evidence::update_item(filed.id, item)});
        REQUIRE(granted(give(room, room.a, filed.id, verdict(Act::pass))));
    });
}

TEST_CASE("a verdict signs the evidence as it was seen, and none that came since") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        CHECK(why(sit_and_give(room, room.a, filed, verdict(Act::pass, evidence_of(2)))) ==
              Why::evidence_changed);
        CHECK(why(give(room, room.a, filed.id, verdict(Act::reject, evidence_of(2)))) ==
              Why::evidence_changed);
        CHECK(state_of(room, filed) == State::initial_review);
        CHECK(acts(room, filed) == 0);
    });
}

TEST_CASE("a verdict takes a code of the member's own, fresh, right, and once") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(next(room, room.a));
        const auto with = [&](const std::string& code) {
            return run(decide(room.bench, actor_of(room.a), filed.id, verdict(Act::pass), code));
        };
        CHECK(why(with(signin::wrong_one_time(room.a.key, room.now()))) == Why::code_wrong);
        room.house.clock.advance(30s);
        CHECK(why(with(room.b.code_at(room.now()))) == Why::code_wrong);
        CHECK(why(with("")) == Why::code_wrong);
        const auto code = room.a.code_at(room.now());
        REQUIRE(granted(with(code)));
        // It signs nobody in any more, and decides nothing else.
        const auto other = file(room);
        REQUIRE(next(room, room.a)->id == other.id);
        CHECK(why(run(decide(room.bench, actor_of(room.a), other.id, verdict(Act::pass), code))) ==
              Why::code_already_used);
        CHECK(state_of(room, other) == State::initial_review);
    });
}

TEST_CASE("of sixteen verdicts with one code, one counts") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(next(room, room.a));
        const auto code = fresh_code(room, room.a);
        CHECK(signin::winners_of_sixteen([&] {
                  return granted(run(
                      decide(room.bench, actor_of(room.a), filed.id, verdict(Act::pass), code)));
              }) == 1);
        CHECK(passes(room, filed) == 1);
        CHECK(acts(room, filed) == 1);
    });
}

TEST_CASE("wrong codes are charged before they are compared, to the member's own budget") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(next(room, room.a));
        const auto wrong = signin::wrong_one_time(room.a.key, room.now());
        for (int i = 0; i < 10; ++i) {
            CHECK(why(run(decide(room.bench, actor_of(room.a), filed.id, verdict(Act::pass),
                                 wrong))) == Why::code_wrong);
        }
        const auto right = room.a.code_at(room.now());
        CHECK(why(run(decide(room.bench, actor_of(room.a), filed.id, verdict(Act::pass), right))) ==
              Why::too_many_tries);
        CHECK(passes(room, filed) == 0);
    });
}

TEST_CASE("a pass answers everything, and a verdict against names what is not right") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(next(room, room.a));
        auto pass = verdict(Act::pass);
        pass.checklist.answers[16].reset();
        CHECK(why(give(room, room.a, filed.id, pass)) == Why::checklist_incomplete);
        pass.checklist.answers[16] = Answer::no;
        CHECK(why(give(room, room.a, filed.id, pass)) == Why::checklist_incomplete);
        auto reject = verdict(Act::reject);
        reject.checklist = all_yes();
        CHECK(why(give(room, room.a, filed.id, reject)) == Why::checklist_incomplete);
        CHECK(granted(give(room, room.a, filed.id, verdict(Act::reject))));
        CHECK(state_of(room, filed) == State::rejected);
        CHECK(case_of(room, filed).reasons == std::vector<std::string>{"name_differs"});
    });
}

TEST_CASE("B learns what A decided after deciding, and then all of it") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        auto first = verdict(Act::pass);
        first.checklist.answers[5] = Answer::not_applicable;
        const auto by_a = sit_and_give(room, room.a, filed, first);
        CHECK_FALSE(outcome(by_a).first);
        const auto by_b = sit_and_give(room, room.b, filed, verdict(Act::doubt));
        REQUIRE(outcome(by_b).first);
        CHECK(outcome(by_b).first->act.act == Act::pass);
        CHECK(outcome(by_b).first->act.checklist == first.checklist);
        CHECK(state_of(room, filed) == State::escalated);
    });
}

TEST_CASE("B's doubt goes to a lead, who is neither A nor B, at once") {
    in_each_staffed([](Staffed& room) {
        auto both = hire(room.members, "both@desk.example.org", {.reviewer = true, .lead = true});
        const auto filed = file(room);
        REQUIRE(granted(sit_and_give(room, both, filed, verdict(Act::pass))));
        REQUIRE(granted(sit_and_give(room, room.b, filed, verdict(Act::doubt))));
        CHECK(case_of(room, filed).appeal.seats_filled);
        CHECK_FALSE(next(room, both));
        const auto line = next(room, room.lead);
        REQUIRE(line);
        CHECK(line->seat == Seat::lead);
        REQUIRE(granted(give(room, room.lead, filed.id, verdict(Act::pass))));
        CHECK(case_of(room, filed).appeal.is_approved());
    });
}

TEST_CASE("a marked or flagged case goes on to a lead after B") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room, State::initial_review, [](Case& c) { c.flag(Flag::rival); });
        REQUIRE(granted(sit_and_give(room, room.a, filed, verdict(Act::pass))));
        REQUIRE(granted(sit_and_give(room, room.b, filed, verdict(Act::pass))));
        CHECK(state_of(room, filed) == State::escalated);
        CHECK_FALSE(case_of(room, filed).appeal.is_approved());
        REQUIRE(granted(sit_and_give(room, room.lead, filed, verdict(Act::pass))));
        CHECK(case_of(room, filed).appeal.is_approved());
    });
}

TEST_CASE("empty seats of an escalated case are filled before the lead decides") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        room.house.clock.advance(49h);
        CHECK_FALSE(next(room, room.lead));
        const auto line = next(room, room.a);
        REQUIRE(line);
        CHECK(line->state == State::escalated);
        CHECK(line->seat == Seat::a);
        REQUIRE(granted(give(room, room.a, filed.id, verdict(Act::pass))));
        CHECK_FALSE(next(room, room.lead));
        CHECK_FALSE(next(room, room.a));
        REQUIRE(granted(sit_and_give(room, room.b, filed, verdict(Act::doubt))));
        CHECK(state_of(room, filed) == State::escalated);
        REQUIRE(granted(sit_and_give(room, room.lead, filed, verdict(Act::pass))));
        CHECK(case_of(room, filed).appeal.is_approved());
    });
}

TEST_CASE("a lead alone passes nothing: without a second pass it is rejected") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        room.house.clock.advance(49h);
        REQUIRE(granted(sit_and_give(room, room.a, filed, verdict(Act::doubt))));
        REQUIRE(granted(sit_and_give(room, room.b, filed, verdict(Act::doubt))));
        REQUIRE(granted(sit_and_give(room, room.lead, filed, verdict(Act::pass))));
        CHECK(state_of(room, filed) == State::rejected);
    });
}

TEST_CASE("refusing as fraud takes two people") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(granted(sit_and_give(room, room.a, filed, verdict(Act::fraud))));
        CHECK(state_of(room, filed) == State::initial_review);
        CHECK_FALSE(next(room, room.a));
        REQUIRE(granted(sit_and_give(room, room.b, filed, verdict(Act::fraud))));
        CHECK(state_of(room, filed) == State::refused_as_fraud);
    });
}

TEST_CASE("where nobody else sees fraud, the case is A's again, who cannot say so twice") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(granted(sit_and_give(room, room.a, filed, verdict(Act::fraud))));
        const auto line = next(room, room.b);
        REQUIRE(line);
        CHECK(line->seat == Seat::b);
        CHECK(why(give(room, room.b, filed.id, verdict(Act::pass))) == Why::wrong_state);
        REQUIRE(granted(give(room, room.b, filed.id, verdict(Act::doubt))));
        CHECK_FALSE(next(room, room.b));
        REQUIRE(next(room, room.a));
        CHECK(why(give(room, room.a, filed.id, verdict(Act::fraud))) == Why::wrong_state);
        REQUIRE(granted(give(room, room.a, filed.id, verdict(Act::reject))));
        CHECK(state_of(room, filed) == State::rejected);
    });
}

TEST_CASE("B's word of fraud needs the lead's, and the lead's another lead's") {
    in_each_staffed([](Staffed& room) {
        const auto one = file(room);
        REQUIRE(granted(sit_and_give(room, room.a, one, verdict(Act::pass))));
        REQUIRE(granted(sit_and_give(room, room.b, one, verdict(Act::fraud))));
        CHECK(state_of(room, one) == State::escalated);
        REQUIRE(granted(sit_and_give(room, room.lead, one, verdict(Act::fraud))));
        CHECK(state_of(room, one) == State::refused_as_fraud);

        const auto two = file(room);
        REQUIRE(granted(sit_and_give(room, room.a, two, verdict(Act::pass))));
        REQUIRE(granted(sit_and_give(room, room.b, two, verdict(Act::doubt))));
        CHECK(why(sit_and_give(room, room.lead, two, verdict(Act::fraud))) ==
              Why::needs_second_person);
        auto other = hire(room.members, "ruth@desk.example.org", a_lead);
        REQUIRE(granted(give(room, room.lead, two.id, verdict(Act::fraud))));
        CHECK(state_of(room, two) == State::escalated);
        CHECK_FALSE(next(room, room.lead));
        REQUIRE(granted(sit_and_give(room, other, two, verdict(Act::fraud))));
        CHECK(state_of(room, two) == State::refused_as_fraud);
    });
}

TEST_CASE("a review of a rejection is a lead's, whose pass fills A's seat, and B follows") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(granted(sit_and_give(room, room.a, filed, verdict(Act::reject))));
        std::function<bool(store::Transaction&)> ask = [&](store::Transaction& tx) {
            const auto home = signin::House::client("home");
            account::Plan plan{filed.who, {tx.guard(), {}}, room.house.ring, home, tx.now()};
            Docket docket{room.house.services, docket_rows(tx), 0, plan};
            REQUIRE(happen(plan, docket, filed.id, {.event = Event::review_asked}));
            plan.apply(tx);
            return true;
        };
        run(room.house.services.db.transact<bool>(filed.who, std::move(ask)));
        CHECK(state_of(room, filed) == State::escalated);
        CHECK_FALSE(next(room, room.a));
        CHECK_FALSE(next(room, room.b));
        REQUIRE(granted(sit_and_give(room, room.lead, filed, verdict(Act::pass))));
        CHECK(state_of(room, filed) == State::secondary_review);
        CHECK_FALSE(next(room, room.a));
        REQUIRE(granted(sit_and_give(room, room.b, filed, verdict(Act::pass))));
        CHECK(case_of(room, filed).appeal.is_approved());
    });
}

TEST_CASE("who was suspended or lost the session decides nothing, with a lease or not") {
    in_each_staffed([](Staffed& room) {
        const auto filed = file(room);
        REQUIRE(next(room, room.a));
        const auto code = fresh_code(room, room.a);
        REQUIRE_FALSE(run(staff::suspend(room.members.services, room.a.email)));
        CHECK(why(run(decide(room.bench, actor_of(room.a), filed.id, verdict(Act::pass), code))) ==
              Why::not_signed_in);
        CHECK(passes(room, filed) == 0);
    });
}
