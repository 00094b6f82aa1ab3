// A QR code as text for a terminal: two rows of squares a line, dark on light whatever the colours.
#pragma once
#include <optional>

#include "crypto/secret.h"

namespace sparekey::terminal {

// nullopt where the text is too long for any code.
[[nodiscard]] std::optional<crypto::Secret> qr_text(const crypto::Secret& text);

}  // namespace sparekey::terminal
