// One-time codes by counter (RFC 4226), which those by time are made of.
#pragma once
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "crypto/hmac.h"

namespace sparekey::otp {

using Algorithm = crypto::Hmac::Algorithm;

// RFC 4226 5.3: "Implementations MUST extract a 6-digit code at a minimum and possibly 7 and
// 8-digit code."
inline constexpr int digits_min = 6;
inline constexpr int digits_max = 8;

// RFC 4226 5.3, dynamic truncation: 31 bits of a message authentication code.
[[nodiscard]] std::uint32_t truncated(BytesView mac);

// `digits` characters, leading zeros kept.
[[nodiscard]] std::string hotp(BytesView key, std::uint64_t counter, int digits = digits_min,
                               Algorithm algorithm = Algorithm::sha1);

}  // namespace sparekey::otp
