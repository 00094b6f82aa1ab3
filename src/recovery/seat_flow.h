// Being given the next case, going back to it, and giving it back. The system picks; there is no
// way to look for one.
#pragma once
#include <optional>
#include <string>

#include "recovery/bench_flow.h"
#include "staff/present_flow.h"

namespace sparekey::recovery {

// A case as a line: no name, nothing that was claimed.
struct CaseLine {
    AppealId id;
    std::string number;
    State state = State::initial_review;
    Seat seat = Seat::a;
    Time due_at{};
    Time leased_until{};
    int flags = 0;
    std::string zone = {};
};

// What this member works on. nullopt: on nothing.
[[nodiscard]] Awaitable<std::optional<CaseLine>> work_of(const Bench&, AccountId staff, Time now);

// The case that this member has already, or one at random among the 32 most due that they may take;
// nullopt: there is none. Refuses with not_signed_in.
[[nodiscard]] Awaitable<account::Result<std::optional<CaseLine>>> next_case(const Bench&,
                                                                            const staff::Present&,
                                                                            const account::Client&,
                                                                            Time now);

// Without a verdict; somebody else may be given it at once.
[[nodiscard]] Awaitable<account::Result<account::Done>> release_case(const Bench&,
                                                                     const staff::Actor&, AppealId);

}  // namespace sparekey::recovery
