// The reset link: with the password and the receipt code it leads to enrolling a new authenticator,
// and to nothing else. Looking at it changes nothing; the confirmation spends it, in the change
// that puts the new authenticator in place and begins the hold.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "account/refusal.h"
#include "account/token.h"
#include "base/async.h"
#include "crypto/secret.h"
#include "factor/enrol.h"
#include "otp/backup_code.h"
#include "recovery/office.h"

namespace sparekey::recovery {

struct ResetNotice {
    Time expires_at{};
    std::string email;  // Of the gate, "a…@example.org".
};
[[nodiscard]] Awaitable<std::optional<ResetNotice>> look_at_reset(const account::Services&,
                                                                  const account::Token& link,
                                                                  Time now);

struct ResetAsked {
    const account::Token& link;
    std::shared_ptr<const crypto::Secret> password;  // Valid UTF-8.
    std::string receipt;
};
struct ResetBegun {
    factor::Enrolling enrolling;
    account::Token access;  // For the cookie of this reset.
};
// Five passwords a link, each charged only with the right receipt code; then it lapses.
[[nodiscard]] Awaitable<account::Result<ResetBegun>> begin_reset(const Office&,
                                                                 const account::Client&,
                                                                 const ResetAsked&);

struct ResetDone {
    otp::BackupCodes codes;
    account::Token session;
    Time hold_until{};
};
[[nodiscard]] Awaitable<account::Result<ResetDone>> confirm_reset(const Office&,
                                                                  const account::Client&,
                                                                  const account::Token& access,
                                                                  std::string code);

}  // namespace sparekey::recovery
