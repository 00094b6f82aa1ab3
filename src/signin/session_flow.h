// The list of an account's sessions, and ending them. Ending one's own sessions is allowed under
// every restriction.
#pragma once
#include <vector>

#include "account/refusal.h"
#include "account/services.h"
#include "signin/session.h"

namespace sparekey::signin {

// Those that are alive, the latest seen first.
[[nodiscard]] Awaitable<std::vector<Session>> list_sessions(const account::Services&, AccountId,
                                                            Time now);
[[nodiscard]] Awaitable<account::Result<account::Done>> end_one_session(const account::Services&,
                                                                        const account::Client&,
                                                                        const account::Token& own,
                                                                        SessionId ended);
[[nodiscard]] Awaitable<account::Result<account::Done>> end_others(const account::Services&,
                                                                   const account::Client&,
                                                                   const account::Token& own);

}  // namespace sparekey::signin
