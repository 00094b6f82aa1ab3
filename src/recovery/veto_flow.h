// "I found my phone", or "it was an attack": the password and a code of the factor that is said to
// be lost end the appeal and its freeze at once. It signs nobody in. From the reset on the code is
// one of the old factor, and brings it back.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "account/open_appeals.h"
#include "account/refusal.h"
#include "base/async.h"
#include "crypto/secret.h"
#include "recovery/office.h"
#include "signin/code_step.h"

namespace sparekey::recovery {

struct VetoAsked {
    std::string email;                               // Canonical.
    std::shared_ptr<const crypto::Secret> password;  // Valid UTF-8; in force, or replaced.
    signin::TypedCode code;
    std::optional<std::string> mailed_code;  // Of the gate, in this browser.
    bool attack = false;
    bool confirm_last = false;
};
struct Vetoed {
    account::AppealAnswer answer = account::AppealAnswer::ended;  // ended, reversed or contested
    bool must_change_password = false;
};
// Unknown, wrong, throttled and "there is no appeal" look and take the same: not_accepted.
[[nodiscard]] Awaitable<account::Result<Vetoed>> veto(const Office&, const account::Client&,
                                                      const VetoAsked&);

}  // namespace sparekey::recovery
