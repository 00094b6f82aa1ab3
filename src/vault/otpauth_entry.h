// An entry as an otpauth URI, and the other way round; what the URI has beside it is kept in extra.
#pragma once
#include "otp/otpauth.h"
#include "vault/entry.h"

namespace sparekey::vault {

[[nodiscard]] Entry entry_of(otp::OtpauthKey&&);
[[nodiscard]] otp::OtpauthKey otpauth_of(const Entry&);

}  // namespace sparekey::vault
