// A new password in place of one that is known: a step-up. What it replaces is kept as a
// generation, a hold begins, other sessions end, and the viewable backup codes go on under the new
// one.
#pragma once
#include <memory>
#include <optional>

#include "account/action.h"
#include "account/services.h"
#include "factor/backup_codes.h"

namespace sparekey::signin {

// Everything that a new password must be, for an account with this address.
[[nodiscard]] std::optional<account::Refusal> judge_new_password(const account::Services&,
                                                                 std::string_view password,
                                                                 std::string_view email,
                                                                 bool has_factor);

// `next` was judged already. It is derived on the hash threads.
[[nodiscard]] account::Action<account::Done> change_password(
    const account::Services&, AccountId, std::shared_ptr<const crypto::Secret> next);

// What every change of the password ends besides the old password: challenges, links to reset it, a
// pending password, and the duty to change it.
void end_what_hangs_on_the_password(account::Plan&);

}  // namespace sparekey::signin
