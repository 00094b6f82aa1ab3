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
inline constexpr int period_s_max = 3600;

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
    int digits = digits_min;
    int period_s = 30;          // Of totp.
    std::uint64_t counter = 0;  // Of hotp, where the URI must name it.
};

// What sites issue: unknown parameters are ignored, known ones must be sound and occur once. The
// issuer parameter wins over the label's prefix. nullopt when it is no such URI.
[[nodiscard]] std::optional<OtpauthKey> parse_otpauth(std::string_view uri);

}  // namespace sparekey::otp
