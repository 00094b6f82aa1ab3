// Base32 (RFC 4648 section 6): how a key is written for people.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace sparekey::otp {

// Upper case, no padding: the otpauth format says to omit it.
[[nodiscard]] std::string to_base32(BytesView octets);

// Strict: upper case only, padding either left out or exactly as section 6 has it, unused bits zero
// (section 3.5), nothing outside the alphabet (section 3.3): no 0, 1, 8 or 9. nullopt otherwise.
[[nodiscard]] std::optional<Bytes> parse_base32(std::string_view text);

}  // namespace sparekey::otp
