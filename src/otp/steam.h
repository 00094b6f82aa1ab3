// Steam's codes: RFC 6238's number, written with five letters and digits of an alphabet of its own.
#pragma once
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace sparekey::otp {

inline constexpr int steam_characters = 5;

// SHA-1. `step` as of totp.h, of 30 seconds.
[[nodiscard]] std::string steam_code(BytesView key, std::int64_t step);

}  // namespace sparekey::otp
