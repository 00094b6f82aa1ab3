// One more reset link after one that lapsed: the gate again, and the receipt code.
#pragma once
#include <memory>
#include <string>

#include "account/refusal.h"
#include "base/async.h"
#include "crypto/secret.h"
#include "recovery/office.h"

namespace sparekey::recovery {

struct LinkAgain {
    std::string email;  // Canonical.
    std::string code;
    std::shared_ptr<const crypto::Secret> password;  // Valid UTF-8.
    std::string receipt;
};
[[nodiscard]] Awaitable<account::Result<account::Done>> ask_for_link(const Office&,
                                                                     const account::Client&,
                                                                     const LinkAgain&);

}  // namespace sparekey::recovery
