// Checking a code for the operator: one call takes a one-time code or a backup code, and says which
// it was, how many backup codes are left, and whether the account is restricted.
#pragma once
#include <string>

#include "operators/by_code.h"

namespace sparekey::operators {

struct Verified {
    account::FactorUsed kind = account::FactorUsed::one_time_code;
    int codes_left = 0;
    guard::Standing standing;
    Time at{};
    bool operator==(const Verified&) const = default;
};
// As it is kept for a repeated call. Throws Failure{broken} for what the other did not write.
[[nodiscard]] Told told_of(const Verified&);
[[nodiscard]] Verified verified_of(const Told&);

struct Verify {
    const Services& services;
    const Client& client;
    AccountId who;
    const signin::TypedCode& code;
    const std::optional<Repeat>& repeat;
    bool confirm_last = false;
};
// What a right code does: a line in the journal, and a letter where it was a backup code.
[[nodiscard]] Acting verifying();

[[nodiscard]] Awaitable<Result<Verified>> verify(const Verify&);

}  // namespace sparekey::operators
