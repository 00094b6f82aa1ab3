// What an account may do at this moment: one table of restrictions, one function that every path
// asks.
#pragma once
#include <optional>
#include <string_view>

#include "base/time.h"
#include "store/database.h"

namespace sparekey::guard {

enum class Restriction { none, hold, freeze };

enum class Operation {
    sign_in,          // Password and factor.
    use_session,      // Anything a session reads.
    change_password,  // With step-up.
    reset_password,   // By a mailed link and a factor.
    change_addresses,
    enter_identity,
    enable_factor,
    replace_factor,
    replace_after_stolen,  // By a backup code, in the hold that "my phone was stolen" began.
    enrol_by_reset_link,   // The only thing an appeal's reset link leads to.
    disable_factor,
    view_codes,
    regenerate_codes,
    close_account,
    end_sessions,
    contest,
    move_value,  // The operator's side: withdrawals, payees, API keys.
};
inline constexpr int operation_count = 17;

enum class Permission {
    allowed,
    refused,
    veto,       // Allowed, and ends the appeal and its freeze first, in the same transaction.
    read_only,  // The session may look and change nothing.
};

// The table of doc/guard.md.
[[nodiscard]] Permission allowed(Operation, Restriction);

struct Standing {
    Restriction restriction = Restriction::none;
    Time until{};  // Of the restriction; the epoch for none.
    bool operator==(const Standing&) const = default;
};

// A freeze whose end has passed counts as ended then, and what it covered of a hold runs from
// there.
[[nodiscard]] Standing standing(const store::Guard&, Time now);

// A hold is never shortened. Under a freeze it begins to run when the freeze ends.
void begin_hold(store::Guard&, Duration, Time now);
void begin_freeze(store::Guard&, Time until, Time now);
// Of a freeze that there is: sooner or later, and never one that is over.
void move_freeze_end(store::Guard&, Time until, Time now);
void end_freeze(store::Guard&, Time now);

[[nodiscard]] std::string_view slug(Restriction);

}  // namespace sparekey::guard
