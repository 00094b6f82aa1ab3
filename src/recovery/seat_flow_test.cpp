#include "recovery/seat_flow.h"

#include <doctest/doctest.h>

#include <set>

#include "recovery/bench_double.h"

using namespace sparekey;
using namespace sparekey::recovery;
using namespace std::chrono_literals;
using account::Why;
using signin::granted;
using signin::why;
using staff::hire;

namespace {

constexpr const char* kate = "kate@desk.example.org";
constexpr const char* dora = "dora@desk.example.org";
constexpr const char* mary = "mary@desk.example.org";

std::int64_t leases(Room& room) {
    return room.house.count("SELECT COUNT(*) FROM appeal_seat WHERE leased_until > 0");
}

const Time noon = from_micros(1'764'000'000'000'000);

// Who may sit anywhere.
staff::Member somebody() {
    staff::Member member;
    member.id = AccountId{1};
    member.roles = {.reviewer = true, .lead = true};
    member.invited_at = member.joined_at = member.certified_at = noon - 1h;
    return member;
}

}  // namespace

TEST_CASE("the system gives a reviewer a case, and one at a time") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        CHECK_FALSE(next(room, a));
        const auto first = file(room);
        file(room);
        const auto line = next(room, a);
        REQUIRE(line);
        CHECK(line->seat == Seat::a);
        CHECK(line->leased_until == room.now() + 30min);
        // Asking again is the same case.
        CHECK(next(room, a)->id == line->id);
        CHECK(leases(room) == 1);
        CHECK(signin::lines(room.house, a.who, journal::Kind::desk_seat_given) == 1);
        static_cast<void>(first);
    });
}

TEST_CASE("two reviewers are never given one case, and sixteen requests of one get one") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        auto b = hire(room.members, dora, a_reviewer);
        for (int i = 0; i < 3; ++i) file(room);
        std::set<std::int64_t> given;
        const auto present = seated(room, a);
        CHECK(signin::winners_of_sixteen([&] {
                  auto result = run(next_case(room.bench, present, a.client, room.now()));
                  return granted(result);
              }) == 16);
        CHECK(leases(room) == 1);
        const auto other = next(room, b);
        REQUIRE(other);
        CHECK(other->id != next(room, a)->id);
        CHECK(leases(room) == 2);
    });
}

TEST_CASE("a seat takes a role, a certificate and 72 hours after a reinvitation") {
    in_each_room([](Room& room) {
        file(room);
        auto lead = hire(room.members, mary, a_lead);
        CHECK_FALSE(next(room, lead));
        auto auditor = hire(room.members, "annie@desk.example.org", {.auditor = true});
        CHECK_FALSE(next(room, auditor));
        const auto invitation = staff::invite(room.members, dora, a_reviewer);
        auto untrained = staff::join(room.members, invitation, dora);
        CHECK_FALSE(next(room, untrained));
        auto a = hire(room.members, kate, a_reviewer);
        auto again = run(staff::reinvite(room.members.services, kate));
        auto back = staff::join(room.members, staff::done(again).token, kate);
        CHECK_FALSE(next(room, back));
        room.house.clock.advance(72h);
        CHECK(next(room, back));
    });
}

TEST_CASE("nobody is given a case of their own account, by its address or by its number") {
    in_each_room([](Room& room) {
        auto& house = room.house;
        const auto by_address = house.person(kate, true);
        file(room, by_address);
        auto a = hire(room.members, kate, a_reviewer);
        CHECK_FALSE(next(room, a));

        const auto by_number = house.person("at-home@example.org", true);
        file(room, by_number);
        auto added = run(
            staff::add_member(room.members.services, {dora, "Dora", a_reviewer, by_number.who}));
        auto b = staff::join(room.members, staff::done(added).token, dora);
        REQUIRE_FALSE(run(staff::certify(room.members.services, dora)));
        const auto line = next(room, b);
        REQUIRE(line);
        // Kate's own, which is nobody's of hers.
        CHECK(house.count("SELECT COUNT(*) FROM appeal WHERE account_id = $1 AND appeal_id = $2",
                          {by_address.who, line->id}) == 1);
    });
}

TEST_CASE("a lease is renewed by work, ends after half an hour, and then another may sit") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        auto b = hire(room.members, dora, a_reviewer);
        const auto filed = file(room);
        REQUIRE(next(room, a));
        room.house.clock.advance(29min);
        DecideAtSeat<account::Done> look = [](AtSeat&) -> account::Result<account::Done> {
            return account::Done{};
        };
        const auto looks = [&](staff::Sitting& who) {
            static_cast<void>(seated(room, who));
            auto again = look;
            return run(change_at_seat<account::Done>(room.bench, actor_of(who), filed.id,
                                                     std::move(again)));
        };
        CHECK(granted(looks(a)));
        room.house.clock.advance(29min);
        CHECK(granted(looks(a)));
        CHECK_FALSE(next(room, b));
        room.house.clock.advance(30min);
        CHECK(why(looks(a)) == Why::not_assigned);
        const auto line = next(room, b);
        REQUIRE(line);
        CHECK(line->id == filed.id);
        CHECK(why(looks(a)) == Why::not_assigned);
        CHECK(granted(looks(b)));
    });
}

TEST_CASE("who released a case may be given it again, and whoever decided keeps the seat") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        auto b = hire(room.members, dora, a_reviewer);
        const auto filed = file(room);
        REQUIRE(next(room, a));
        REQUIRE(granted(run(release_case(room.bench, actor_of(a), filed.id))));
        REQUIRE(next(room, b));
        REQUIRE(granted(run(release_case(room.bench, actor_of(b), filed.id))));
        REQUIRE(granted(sit_and_give(room, a, filed, verdict(Act::pass))));
        CHECK(state_of(room, filed) == State::secondary_review);
        // B's seat is not A's, and A's is B's no more.
        CHECK_FALSE(next(room, a));
        const auto line = next(room, b);
        REQUIRE(line);
        CHECK(line->seat == Seat::b);
    });
}

TEST_CASE("after a voided pass it is the same A's again, unless A may sit no more") {
    in_each_room([](Room& room) {
        auto a = hire(room.members, kate, a_reviewer);
        auto b = hire(room.members, dora, a_reviewer);
        const auto filed = file(room);
        REQUIRE(granted(sit_and_give(room, a, filed, verdict(Act::pass))));
        // B asks for more; what comes voids the pass.
        REQUIRE(next(room, b));
        REQUIRE(granted(run(
            ask_for_material(room.bench, actor_of(b), filed.id, {{"id_front", "blurred"}}, {}))));
        CHECK(state_of(room, filed) == State::needs_material);
        std::function<bool(store::Transaction&)> supply = [&](store::Transaction& tx) {
            const auto home = signin::House::client("home");
            account::Plan plan{filed.who, {tx.guard(), {}}, room.house.ring, home, tx.now()};
            Docket docket{room.house.services, docket_rows(tx), 0, plan};
            docket.find(filed.id)->evidence_digest = evidence_of(2);
            REQUIRE(happen(plan, docket, filed.id, {.event = Event::supplied}));
            REQUIRE(happen(plan, docket, filed.id, {.event = Event::checked}));
            plan.apply(tx);
            return true;
        };
        run(room.house.services.db.transact<bool>(filed.who, std::move(supply)));
        CHECK(state_of(room, filed) == State::initial_review);
        CHECK_FALSE(next(room, b));
        auto c = hire(room.members, "cleo@desk.example.org", a_reviewer);
        CHECK_FALSE(next(room, c));
        REQUIRE_FALSE(run(staff::suspend(room.members.services, kate)));
        CHECK(next(room, c));
    });
}

TEST_CASE("rivals that go together go to one lead") {
    in_each_room([](Room& room) {
        auto first = hire(room.members, mary, a_lead);
        auto other = hire(room.members, dora, a_lead);
        const auto together = [](Case& c) {
            c.appeal.together = true;
            c.appeal.was_escalated = true;
            c.appeal.seats_filled = true;
            c.appeal.in_redress = true;  // No seats to fill before the lead's.
        };
        const auto person = room.house.person("ada@example.org", true);
        const auto one = file(room, person, State::escalated, together);
        const auto two = file(room, person, State::escalated, together);
        const auto line = next(room, first);
        REQUIRE(line);
        CHECK_FALSE(next(room, other));
        REQUIRE(granted(run(release_case(room.bench, actor_of(first), line->id))));
        CHECK_FALSE(next(room, other));
        REQUIRE(next(room, first));
        REQUIRE_FALSE(run(staff::suspend(room.members.services, mary)));
        const auto left = next(room, other);
        REQUIRE(left);
        CHECK((left->id == one.id || left->id == two.id));
    });
}

TEST_CASE("the case is one of the 32 most due, and not always the same") {
    signin::House house{store::Engine::sqlite_memory};
    run(account::ensure_decoys(house.services.db));
    Room room{house};
    std::set<std::int64_t> urgent;
    for (int i = 0; i < 32; ++i) urgent.insert(file(room).id.value);
    house.clock.advance(1h);
    for (int i = 0; i < 8; ++i) file(room);
    std::set<std::int64_t> given;
    for (int i = 0; i < 8; ++i) {
        auto a =
            hire(room.members, "reviewer" + std::to_string(i) + "@desk.example.org", a_reviewer);
        std::set<std::int64_t> mine;
        while (mine.size() <= releases_max) {
            const auto line = next(room, a);
            REQUIRE(line);
            CHECK(urgent.contains(line->id.value));
            given.insert(line->id.value);
            mine.insert(line->id.value);
            // Who gives back one after the other picks theirs.
            const auto released = run(release_case(room.bench, actor_of(a), line->id));
            CHECK(granted(released) == (mine.size() <= releases_max));
        }
        house.clock.advance(1h);  // The lease of the last one ends.
    }
    CHECK(given.size() > 4);
}

TEST_CASE("with a single reviewer one pass is all, where the configuration says so") {
    in_each_room([](Room& room) {
        room.desk.rules.single_reviewer = true;
        auto a = hire(room.members, kate, a_reviewer);
        const auto filed =
            file(room, State::initial_review, [](Case& c) { c.appeal.single_reviewer = true; });
        REQUIRE(granted(sit_and_give(room, a, filed, verdict(Act::pass))));
        CHECK(case_of(room, filed).appeal.is_approved());
        // A second person for fraud there is not.
        const auto other =
            file(room, State::initial_review, [](Case& c) { c.appeal.single_reviewer = true; });
        CHECK(why(sit_and_give(room, a, other, verdict(Act::fraud))) == Why::needs_second_person);
    });
}

TEST_CASE("a seat is for whoever is on duty, certified within a year, and not just back") {
    Case c;
    c.appeal.state = State::initial_review;
    const auto may = [&](auto&& change) {
        auto member = somebody();
        change(member);
        return seat_for(c, {}, member, noon).has_value();
    };
    CHECK(may([](staff::Member&) {}));
    CHECK_FALSE(may([](staff::Member& member) { member.certified_at = {}; }));
    CHECK_FALSE(may([](staff::Member& member) { member.certified_at = noon - 366 * 24h; }));
    CHECK_FALSE(may([](staff::Member& member) { member.suspended_at = noon - 1h; }));
    CHECK_FALSE(may([](staff::Member& member) { member.no_seat_before = noon + 1h; }));
    CHECK_FALSE(may([](staff::Member& member) { member.roles = {.auditor = true}; }));
}

TEST_CASE("whoever decided on one seat may take no other, whatever they are allowed besides") {
    Case c;
    c.appeal.state = State::escalated;
    c.evidence_digest = Bytes(32, std::byte{1});
    const auto member = somebody();
    const auto by = [&](std::int64_t staff, Seat seat) {
        SeatHeld held{AccountId{staff}, seat};
        held.verdict = Act::pass;
        held.decided_digest = c.evidence_digest;
        held.may_still_sit = true;
        return held;
    };
    CHECK(seat_for(c, {by(2, Seat::a), by(3, Seat::b)}, member, noon) == Seat::lead);
    CHECK_FALSE(seat_for(c, {by(1, Seat::a), by(3, Seat::b)}, member, noon));
    CHECK_FALSE(seat_for(c, {by(2, Seat::a), by(1, Seat::b)}, member, noon));
}
