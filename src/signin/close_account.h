// Closing an account: whatever could sign in to it, bring it back or tell who its owner is is
// destroyed in one change. What remains is what happened: the journal, and for 90 days the
// addresses.
#pragma once
#include "account/action.h"
#include "account/services.h"

namespace sparekey::signin {

// Every session ends, the one that asks among them. The addresses may have another account.
// Its appeals end with it.
[[nodiscard]] account::Action<account::Done> close_account(const account::Services&);

}  // namespace sparekey::signin
