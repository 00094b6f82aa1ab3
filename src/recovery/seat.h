// Who decides what of a case: reviewer A, reviewer B, a lead. Seats are given by the system and
// leased; one person has one seat of an appeal, and one case at a time. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recovery/case.h"
#include "staff/member.h"

namespace sparekey::recovery {

// A lease is renewed by work; written at most once a minute.
inline constexpr Duration seat_leased_for = std::chrono::minutes{30};
// Who gives back one case after the other picks theirs.
inline constexpr int releases_max = 3;
inline constexpr Duration releases_window = std::chrono::hours{24};
inline constexpr Duration seat_renewed_every = std::chrono::minutes{1};

// What whoever has a seat does with the case.
enum class Act { pass, reject, doubt, fraud, ask, video };
inline constexpr int act_count = 6;
[[nodiscard]] std::string_view slug(Act);
[[nodiscard]] std::optional<Act> parse_act(std::string_view slug);

struct SeatHeld {
    AccountId staff;
    Seat seat = Seat::a;
    Time given_at{};
    Time leased_until{};              // The epoch: not at work on it.
    Time vacated_at{};                // The epoch: the seat is still theirs.
    std::optional<Act> verdict = {};  // The last one: pass, reject, doubt or fraud.
    Bytes decided_digest = {};        // Over which evidence.
    bool may_still_sit = false;       // On duty and certified, as the rows were read.

    [[nodiscard]] bool leased(Time now) const { return now < leased_until; }
    [[nodiscard]] bool holds() const { return vacated_at == Time{}; }
    // A verdict over the evidence as it is now.
    [[nodiscard]] bool decided(const Case& c) const {
        return holds() && verdict && decided_digest == c.evidence_digest;
    }
    // Also of whoever had to make room for a second person since.
    [[nodiscard]] bool says_fraud(const Case& c) const {
        return verdict == Act::fraud && decided_digest == c.evidence_digest;
    }
};
using Seats = std::vector<SeatHeld>;

// The verdict on this seat over the evidence as it is now.
[[nodiscard]] const SeatHeld* decided(const Seats&, const Case&, Seat);
// Whether A and B have both decided: a lead decides after them.
[[nodiscard]] bool seats_filled(const Seats&, const Case&);

// The seats that somebody must take now; empty while it is not the desk's turn.
[[nodiscard]] std::vector<Seat> wanted(const Case&, const Seats&);

[[nodiscard]] staff::Role role_of(Seat);

// Which seat of this case this member may take now: the first that is wanted, free and not theirs
// to refuse. Seats are given again to whoever decided there before (the same A, then the same B).
// Whether it is the member's own account is for the caller to ask.
[[nodiscard]] std::optional<Seat> seat_for(const Case&, const Seats&, const staff::Member&,
                                           Time now);

// What may be done on the seat in the case as it stands.
[[nodiscard]] std::vector<Act> allowed(const Case&, const Seats&, Seat);

// Two people, for a refusal as fraud: whether another than this one has said so over this evidence.
[[nodiscard]] bool fraud_seconded(const Seats&, const Case&, AccountId staff);

}  // namespace sparekey::recovery
