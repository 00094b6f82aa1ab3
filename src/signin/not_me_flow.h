// "It was not me": the link of a notice and the password undo a first enabling, or end every
// session where nothing is left to undo.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "account/link.h"
#include "account/password.h"
#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "account/token.h"

namespace sparekey::signin {

using account::Client;
using account::Refusal;
using account::Result;
using account::Services;
using account::Why;

// A link's own tries: nobody's guessing at sign-in keeps its owner from using it.
inline constexpr int not_me_tries_max = 5;
// doc/factor.md: in this hold, the factor and the password take it back (undo).
inline constexpr Duration not_me_hold = std::chrono::hours{72};

enum class NotMeAction { undo_enabling, end_sessions };

struct NotMeNotice {
    account::Link link;
    NotMeAction action = NotMeAction::end_sessions;
};
// What the link can do. Changes nothing; nullopt where it is not alive.
[[nodiscard]] Awaitable<std::optional<NotMeNotice>> look_at_not_me(const Services&,
                                                                   const account::Token& link,
                                                                   Time now);

struct NotMeTicket {
    account::StoredPassword password;
};
struct NotMeDone {
    NotMeAction action = NotMeAction::end_sessions;
    Time hold_until{};  // The epoch: none began.
};

struct NotMe {
    const Services& services;
    const Client& client;
    const account::Token& link;
};
// Rows: link, password, authenticator, backup codes, generations, addresses.
[[nodiscard]] std::vector<store::LoadCall> not_me_loads(const account::Token& link);
[[nodiscard]] store::Decision<Result<NotMeTicket>> begin_not_me(const NotMe&, const store::Loaded&,
                                                                Time now);
[[nodiscard]] store::Decision<Result<NotMeDone>> finish_not_me(const NotMe&, const NotMeTicket&,
                                                               const account::DerivedPassword&,
                                                               const store::Loaded&, Time now);

// `password` is valid UTF-8.
[[nodiscard]] Awaitable<Result<NotMeDone>> not_me(const Services&, const Client&,
                                                  const account::Token& link,
                                                  std::shared_ptr<const crypto::Secret> password);

}  // namespace sparekey::signin
