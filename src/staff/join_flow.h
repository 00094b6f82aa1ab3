// Taking up an invitation to the staff: a password of 15 characters or more and an authenticator
// with a key of 160 bits, which come into force together, once a code of the authenticator was
// typed. There is no member with one and not the other.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "account/token.h"
#include "factor/enrol.h"

namespace sparekey::staff {

inline constexpr int setup_key_characters = 32;  // Always: 160 bits.

struct Invited {
    std::string name;
    std::string email;
    Time expires_at{};
};
// Whom an invitation is for; nullopt where it does not work.
[[nodiscard]] Awaitable<std::optional<Invited>> look_at_invitation(const account::Services&,
                                                                   const account::Token&, Time now);

// The key to put into the authenticator. The password waits, and is no password of the member's
// until the code is confirmed; begun again, both are replaced. The invitation stays good.
[[nodiscard]] Awaitable<account::Result<factor::Enrolling>> begin_joining(
    const account::Services&, const account::Client&, const account::Token& invitation,
    std::shared_ptr<const crypto::Secret> password);

// Spends the invitation, and signs in.
[[nodiscard]] Awaitable<account::Result<account::Token>> confirm_joining(
    const account::Services&, const account::Client&, const account::Token& invitation,
    std::string_view typed);

}  // namespace sparekey::staff
