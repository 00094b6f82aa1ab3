// Opening an appeal, at the gate: the mailed code of this browser and the password. And going on
// with one elsewhere, by the mailed code and the receipt.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "account/refusal.h"
#include "account/token.h"
#include "base/async.h"
#include "crypto/secret.h"
#include "recovery/case.h"
#include "recovery/office.h"

namespace sparekey::recovery {

struct OpenAsked {
    std::string email;  // Canonical.
    std::string code;
    std::shared_ptr<const crypto::Secret> password;  // Valid UTF-8.
    Lost lost = Lost::phone_lost;
    std::string zone;  // Of the IANA database.
    Time now{};        // Of the request.
};
struct Opened {
    account::Token access;
    AppealId appeal;
};
[[nodiscard]] Awaitable<account::Result<Opened>> open_appeal(const Office&, const account::Client&,
                                                             const OpenAsked&);

struct ContinueAsked {
    std::string email;
    std::string code;
    std::string receipt;
};
[[nodiscard]] Awaitable<account::Result<Opened>> continue_appeal(const Office&,
                                                                 const account::Client&,
                                                                 const ContinueAsked&);

}  // namespace sparekey::recovery
