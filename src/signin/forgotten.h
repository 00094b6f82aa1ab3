// A forgotten password: a link by mail. With a second factor enrolled it needs the link and a
// factor; without the factor the new password stays pending. The answer to asking is the same for
// every address.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "account/link.h"
#include "account/refusal.h"
#include "account/services.h"
#include "signin/code_step.h"
#include "signin/current.h"

namespace sparekey::signin {

inline constexpr Duration reset_link_lives = std::chrono::hours{1};
inline constexpr int reset_link_tries_max = 5;

// Sends the link if the address has an account and its budget of mails allows; nobody is told
// which.
[[nodiscard]] Awaitable<account::Done> ask_for_reset_link(const account::Services&,
                                                          const account::Client&,
                                                          std::string email);

struct ResetLink {
    FactorState factor = FactorState::none;
    Time expires_at{};
    std::string email;
};
// What the link needs. Changes nothing.
[[nodiscard]] Awaitable<std::optional<ResetLink>> look_at_reset_link(const account::Services&,
                                                                     const account::Token&,
                                                                     Time now);

struct NewPassword {
    const account::Token& link;
    std::shared_ptr<const crypto::Secret> password;  // Valid UTF-8.
    std::optional<TypedCode> code = {};
    bool without_factor = false;  // No factor at hand: the password stays pending.
};
enum class ResetResult { changed, pending };
[[nodiscard]] Awaitable<account::Result<ResetResult>> reset_password(const account::Services&,
                                                                     const account::Client&,
                                                                     const NewPassword&);

}  // namespace sparekey::signin
