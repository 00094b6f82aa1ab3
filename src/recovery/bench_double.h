// For tests: a desk with its staff, and cases that somebody filed, without the pages before it.
#pragma once
#include <string>
#include <vector>

#include "guard/restriction.h"
#include "recovery/case_keys_double.h"
#include "recovery/case_table.h"
#include "recovery/names.h"
#include "recovery/schedule.h"
#include "recovery/seat_flow.h"
#include "recovery/verdict_flow.h"
#include "signin/acts_double.h"
#include "staff/desk_double.h"

namespace sparekey::recovery {

inline const staff::Roles a_reviewer{.reviewer = true};
inline const staff::Roles a_lead{.lead = true};

struct Room {
    explicit Room(signin::House& in) : house(in) {}
    signin::House& house;
    staff::Desk members{house};
    Desk desk;
    KeysInMemory keys;
    Office office{house.services, desk, keys};
    Bench bench{office, members.services};

    [[nodiscard]] Time now() const { return house.now(); }
};

// Evidence as it is after so much was sent.
[[nodiscard]] inline Bytes evidence_of(int version) { return Bytes(32, std::byte(version)); }

struct Filed {
    AccountId who;
    AppealId id;
    std::string number;
};

// A submitted case of this account, in first review, with a video.
inline Filed file(Room& room, const signin::Person& person, State state = State::initial_review,
                  const std::function<void(Case&)>& more = {}) {
    Case c;
    c.who = person.who;
    c.id = AppealId{random_id()};
    c.number = draw_case_number();
    c.words = draw_words();
    c.zone = "Europe/Berlin";
    c.desk = room.desk.rules;
    c.evidence_digest = evidence_of(1);
    c.receipt_digest = Bytes(32);
    std::function<bool(store::Transaction&)> insert = [&](store::Transaction& tx) {
        c.opened_at = tx.now();
        c.frozen_since = tx.now();
        c.appeal.state = state;
        c.appeal.since = tx.now();
        c.appeal.submitted_at = tx.now();
        c.appeal.has_video = true;
        c.appeal.video_rounds = 1;
        if (more) more(c);
        schedule(c, false, tx.now());
        tx.save(insert_case(c));
        auto guard = *tx.guard();
        guard::begin_freeze(guard, tx.now() + c.desk.limits.freeze, tx.now());
        tx.set_guard(guard);
        return true;
    };
    run(room.house.services.db.transact<bool>(c.who, std::move(insert)));
    return {c.who, c.id, c.number};
}

// Of a person of its own.
inline Filed file(Room& room, State state = State::initial_review,
                  const std::function<void(Case&)>& more = {}) {
    const auto number = std::to_string(random_id());
    return file(room, room.house.person("p" + number + "@example.org", true), state, more);
}

[[nodiscard]] inline Case case_of(Room& room, const Filed& filed) {
    std::vector<store::LoadCall> loads{load_cases, load_passes};
    const auto loaded = run(room.house.services.db.load(filed.who, std::move(loads)));
    for (auto& c : read_cases(loaded.rows[0], loaded.rows[1], filed.who)) {
        if (c.id == filed.id) return c;
    }
    throw std::runtime_error("no such case");
}
[[nodiscard]] inline State state_of(Room& room, const Filed& filed) {
    return case_of(room, filed).appeal.state;
}

[[nodiscard]] inline staff::Actor actor_of(const staff::Sitting& member) {
    return {member.who, member.session->digest(), member.client};
}

// At the desk; signs in again where the session idled too long.
[[nodiscard]] inline staff::Present seated(Room& room, staff::Sitting& member) {
    auto present = staff::at_desk(room.members, member);
    if (!present) {
        REQUIRE(staff::signs_in(room.members, member));
        present = staff::at_desk(room.members, member);
    }
    REQUIRE(present);
    return *std::move(present);
}

[[nodiscard]] inline std::optional<CaseLine> next(Room& room, staff::Sitting& member) {
    const auto present = seated(room, member);
    auto result = run(next_case(room.bench, present, member.client, room.now()));
    REQUIRE(signin::granted(result));
    return std::get<std::optional<CaseLine>>(std::move(result));
}

// A code that nobody has used: of the next half minute.
[[nodiscard]] inline std::string fresh_code(Room& room, const staff::Sitting& member) {
    room.house.clock.advance(std::chrono::seconds{30});
    return member.code_at(room.now());
}

[[nodiscard]] inline Checklist all_yes() {
    Checklist list;
    list.answers.fill(Answer::yes);
    return list;
}
[[nodiscard]] inline Checklist with_a_no() {
    auto list = all_yes();
    list.answers[9] = Answer::no;
    return list;
}

[[nodiscard]] inline Verdict verdict(Act act, Bytes digest = evidence_of(1)) {
    Verdict made;
    made.act = act;
    made.digest = std::move(digest);
    made.checklist = act == Act::pass ? all_yes() : with_a_no();
    if (act == Act::reject) made.reasons = {"name_differs"};
    if (act == Act::fraud) made.reasons = {"altered"};
    return made;
}

inline account::Result<Decided> give(Room& room, staff::Sitting& member, AppealId id,
                                     const Verdict& made) {
    static_cast<void>(seated(room, member));
    const auto code = fresh_code(room, member);
    return run(decide(room.bench, actor_of(member), id, made, code));
}

// Is given the case (there is no other), and decides.
inline account::Result<Decided> sit_and_give(Room& room, staff::Sitting& member, const Filed& filed,
                                             const Verdict& made) {
    const auto line = next(room, member);
    REQUIRE(line);
    REQUIRE(line->id == filed.id);
    return give(room, member, filed.id, made);
}

template <class Test>
void in_each_room(Test&& test) {
    signin::in_each_house([&](signin::House& house) {
        run(account::ensure_decoys(house.services.db));
        Room room{house};
        test(room);
    });
}

}  // namespace sparekey::recovery
