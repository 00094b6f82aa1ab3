// otpauth URIs: a setup key as a QR code carries it, with its issuer and account name.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "otp/hotp.h"

namespace sparekey::otp {

inline constexpr std::size_t otpauth_octets_max =
    2048;  // More than a QR code of that use ever holds.
inline constexpr int period_s_max = 86400;

// otpauth://totp/Issuer:account?secret=..&issuer=Issuer&algorithm=SHA1&digits=6&period=30
// Only these three values: several apps ignore the parameters and use them anyway. A ':' in issuer
// or account is left out, since the label may have only one.
[[nodiscard]] crypto::Secret otpauth_uri(std::string_view issuer, std::string_view account,
                                         BytesView key);

struct OtpauthKey {
    enum class Kind { totp, hotp };
    Kind kind = Kind::totp;
    std::string issuer;   // Valid UTF-8 without control characters, perhaps empty.
    std::string account;  // The same.
    crypto::Secret key;
    Algorithm algorithm = Algorithm::sha1;
    int digits = digits_usual;
    int period_s = 30;          // Of totp.
    std::uint64_t counter = 0;  // Of hotp.
};

// Reads what other sites issue, so it is generous where apps are: any case, unknown parameters,
// bits left over in the secret. A known parameter must be sound and occur once, and issuer or
// account must be there. The issuer parameter wins over the label's prefix. nullopt when it is no
// such URI.
[[nodiscard]] std::optional<OtpauthKey> parse_otpauth(std::string_view uri);

}  // namespace sparekey::otp
