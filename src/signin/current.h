// Who a request comes from: the session of its cookie, with what every page shows of the account.
#pragma once
#include <optional>
#include <string_view>

#include "account/services.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "guard/restriction.h"
#include "signin/challenge.h"
#include "signin/session.h"

namespace sparekey::signin {

enum class FactorState { none, active, suspended };

[[nodiscard]] FactorState state_of(const std::optional<factor::Authenticator>&, Time now);

struct Current {
    AccountId who;
    Session session;
    std::string email;  // The primary address.
    FactorState factor = FactorState::none;
    int codes_left = 0;
    guard::Standing standing = {};
    bool must_change_password = false;
    bool operator==(const Current&) const = default;
};

// nullopt where there is no such session, or it ended. Writes that the session was seen, at most
// once a minute.
[[nodiscard]] Awaitable<std::optional<Current>> current(const account::Services&,
                                                        std::optional<account::Token>, Time now);

struct Waiting {
    Challenge challenge;
    FactorState one_time_codes = FactorState::active;
    int codes_left = 0;
};
// The challenge of the cookie while it lives.
[[nodiscard]] Awaitable<std::optional<Waiting>> waiting(const account::Services&,
                                                        std::optional<account::Token>, Time now);

}  // namespace sparekey::signin
