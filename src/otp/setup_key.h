// The setup key: the secret that server and authenticator share, and its forms on screen and paper.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "otp/base32.h"

namespace sparekey::otp {

inline constexpr std::size_t setup_key_octets_max =
    128;  // The longest that apps are known to keep.
inline constexpr std::size_t setup_key_characters_max = 512;  // Typed, with whatever groups it.

// Whether new_setup_key() makes such a key: 16, 26 and 32 characters, for 80, 128 and 160 bits.
[[nodiscard]] bool is_setup_key_length(int characters);
// 10, 16 or 20 octets from the system's random source.
[[nodiscard]] crypto::Secret new_setup_key(int characters);

// "JBSWY3DPEHPK3PXP".
[[nodiscard]] crypto::Secret setup_key_text(BytesView key);
// "JBSW Y3DP EHPK 3PXP": what people copy to paper.
[[nodiscard]] crypto::Secret setup_key_groups(BytesView key);

// The key of a text that a person typed: white space, '-' and case are ignored, nothing else is.
// nullopt when it is empty, too long, or not base32 with that leftover.
[[nodiscard]] std::optional<crypto::Secret> parse_setup_key(std::string_view typed,
                                                            Leftover leftover = Leftover::zero);

}  // namespace sparekey::otp
