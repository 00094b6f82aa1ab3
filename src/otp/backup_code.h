// Backup codes as texts: how they are drawn, written and read. How they are kept is factor's.
#pragma once
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "crypto/secret.h"

namespace sparekey::otp {

inline constexpr std::size_t backup_codes_count = 8;
inline constexpr std::size_t backup_code_digits = 8;

// Each of exactly eight ASCII digits.
using BackupCodes = std::array<crypto::Secret, backup_codes_count>;

// Uniform over 00000000 to 99999999, no two alike.
[[nodiscard]] BackupCodes draw_backup_codes();
// The same from a given source, which is asked for four octets until it has given eight codes.
using RandomSource = std::function<void(std::span<std::byte>)>;
[[nodiscard]] BackupCodes draw_backup_codes(const RandomSource& fill);

// "1234 5678".
[[nodiscard]] crypto::Secret format_backup_code(std::string_view code);
// Eight digits; white space and '-' are ignored, nothing else is. nullopt otherwise.
[[nodiscard]] std::optional<crypto::Secret> parse_backup_code(std::string_view typed);

}  // namespace sparekey::otp
