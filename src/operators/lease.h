// The restrictions of an account, as a lease: whether value may move, and how long that answer
// holds. Whoever holds none that is alive holds a "no".
#pragma once
#include <optional>

#include "account/services.h"
#include "guard/restriction.h"

namespace sparekey::operators {

// A hold that begins while a lease is out is known a minute later at most. Short enough for a thief
// to gain nothing by it, long enough for one call to serve one withdrawal.
inline constexpr Duration lease_lives = std::chrono::seconds{60};

struct Lease {
    bool known = false;     // There is such an account.
    bool may_move = false;  // Withdrawals, payees, API keys: guard::Operation::move_value.
    guard::Standing standing;
    Time as_of{};
    Time expires_at{};  // Of one that says no: when to ask again.
};

// `guard` of an account that is there and not closed; nullopt: unknown, so value may not move.
[[nodiscard]] Lease lease_of(const std::optional<store::Guard>& guard, Time now);

// `who` is nullopt where the operator's id is nobody's.
[[nodiscard]] Awaitable<Lease> lease(const account::Services&, std::optional<AccountId> who,
                                     Time now);

}  // namespace sparekey::operators
