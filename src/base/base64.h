// Base64 as most files have it (RFC 4648 section 4), beside the one for URLs in bytes.h.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace sparekey {

// Padded.
[[nodiscard]] std::string to_base64(BytesView octets);
// What other programs write: either alphabet, padded or not, with line ends between. nullopt for
// anything else.
[[nodiscard]] std::optional<Bytes> parse_base64(std::string_view text);

}  // namespace sparekey
