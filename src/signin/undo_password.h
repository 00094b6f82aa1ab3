// The password of an account, in force or replaced in a cool-down: what "undo" and "my phone was
// stolen" take, so that whoever changed it cannot keep its owner out of them.
//
// As at sign-in, unknown, wrong and throttled look the same: a decoy stands in for the account that
// does not exist, and at least two passwords are hashed whether they are there or not. Each one
// that is kept beyond those takes one hash more (doc/decisions/0011-generations.md).
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "account/password.h"
#include "account/plan.h"
#include "account/services.h"
#include "factor/generation.h"
#include "signin/browser.h"

namespace sparekey::signin {

inline constexpr std::size_t hashed_passwords_min = 2;

// What is hashed, and what must still be so afterwards.
struct AnyPasswordTicket {
    std::vector<account::StoredPassword> candidates;  // The one in force first.
    Purse purse = Purse::account;
    bool throttled = false;
};

// Charges the try to the password budget, and tells the owner when that used it up.
[[nodiscard]] AnyPasswordTicket charge_any_password(const account::Services&, account::Plan&,
                                                    Tries&, const store::Rows& password,
                                                    const std::vector<factor::Generation>& kept,
                                                    const std::vector<std::string>& recipients);

struct RightPassword {
    std::int64_t version = 0;
    account::DerivedPassword derived;
};
// Takes long: on the hash threads only. All are hashed, whichever is right.
[[nodiscard]] std::optional<RightPassword> hash_any_password(const account::Services&, AccountId,
                                                             const AnyPasswordTicket&,
                                                             std::string_view typed);

// Where a right password stands in the rows of the second change; nullopt when it is not there any
// more.
struct StandingPassword {
    bool in_force = false;
    const factor::Generation* generation = nullptr;  // Of a replaced one; borrowed from `kept`.
};
[[nodiscard]] std::optional<StandingPassword> standing_password(
    std::int64_t version, const std::optional<account::StoredPassword>& in_force,
    const std::vector<factor::Generation>& kept);

// Only the password in force refills its budget: an old one would let who knows it guess the new
// one without end.
void settle_any_password(Tries&, const AnyPasswordTicket&, const StandingPassword&);

}  // namespace sparekey::signin
