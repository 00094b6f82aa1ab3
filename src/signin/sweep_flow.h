// A walk over all accounts that deletes what is over, a few accounts at a time.
#pragma once
#include <cstdint>

#include "account/services.h"
#include "base/async.h"
#include "base/ids.h"
#include "base/time.h"
#include "signin/sweep_table.h"

namespace sparekey::signin {

inline constexpr int swept_accounts_max = 100;

// Where a walk over the accounts has come to; AccountId{} is the beginning.
struct Swept {
    AccountId next{};
    std::int64_t accounts = 0;  // Whose rows were deleted; 0 when the walk is at its end.
};

// Deletes the rows of up to swept_accounts_max accounts behind `from`, each in a transaction that
// wins the account's guard.
[[nodiscard]] Awaitable<Swept> sweep_some(const account::Services&, const Sweep&, AccountId from,
                                          Time now);

}  // namespace sparekey::signin
