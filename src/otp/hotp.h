// One-time codes by counter (RFC 4226), which those by time are made of.
#pragma once
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "crypto/hmac.h"

namespace sparekey::otp {

using Algorithm = crypto::Hmac::Algorithm;

// What everyone supports, and the only thing that we issue. RFC 4226 5.3 allows 6 to 8; what other
// sites issue and other apps keep goes from 4 to 10.
inline constexpr int digits_usual = 6;
inline constexpr int digits_min = 4;
inline constexpr int digits_max = 10;

// RFC 4226 5.3, dynamic truncation: 31 bits of a message authentication code.
[[nodiscard]] std::uint32_t truncated(BytesView mac);
// The same of the counter's own code: what a code of any length is the last digits of.
[[nodiscard]] std::uint32_t truncated_at(crypto::Hmac& mac, std::uint64_t counter);

// `digits` characters, leading zeros kept.
[[nodiscard]] std::string hotp(BytesView key, std::uint64_t counter, int digits = digits_usual,
                               Algorithm algorithm = Algorithm::sha1);

}  // namespace sparekey::otp
