// A QR code as an SVG document: dark modules as one path on white, with the quiet zone of four
// modules that ISO/IEC 18004 asks for, so that it is read from a dark page too.
#pragma once
#include <string>

#include "crypto/secret.h"

namespace sparekey::http {

inline constexpr int qr_quiet_modules = 4;

// `text` is what an otpauth URI may be at most: it always fits.
[[nodiscard]] crypto::Secret qr_svg(const crypto::Secret& text);

}  // namespace sparekey::http
