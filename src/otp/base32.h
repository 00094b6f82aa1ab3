// Base32 (RFC 4648 section 6): how a key is written for people.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace sparekey::otp {

// Upper case, no padding: the otpauth format says to omit it.
[[nodiscard]] std::string to_base32(BytesView octets);

// The bits after the last whole octet.
enum class Leftover {
    zero,  // RFC 4648 section 3.5: what a decoder may insist on. Catches most mistyped lengths.
    any    // What sites do that draw characters and not octets: those bits are ignored.
};

// Upper case only, padding either left out or exactly as section 6 has it, nothing outside the
// alphabet (section 3.3): no 0, 1, 8 or 9. nullopt otherwise.
[[nodiscard]] std::optional<Bytes> parse_base32(std::string_view text,
                                                Leftover leftover = Leftover::zero);

}  // namespace sparekey::otp
