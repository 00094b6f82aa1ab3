// Ending what signing in began: the session, or a challenge that nobody will answer.
#pragma once
#include "account/services.h"
#include "account/token.h"

namespace sparekey::signin {

// Gone already is as good as ended.
Awaitable<void> sign_out(const account::Services&, const account::Client&, const account::Token&);
Awaitable<void> cancel_challenge(const account::Services&, const account::Token&);

}  // namespace sparekey::signin
