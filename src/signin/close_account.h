// Closing an account: whatever could sign in to it, bring it back or tell who its owner is is
// destroyed in one change. What remains is what happened: the journal, and for 90 days the
// addresses.
#pragma once
#include "account/action.h"

namespace sparekey::signin {

// Every session ends, the one that asks among them. The addresses may have another account.
[[nodiscard]] account::Action<account::Done> close_account();

}  // namespace sparekey::signin
