// Tables: KeePassXC's CSV with its TOTP column, and Bitwarden's with login_totp.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transfer/draft.h"

namespace sparekey::transfer {

inline constexpr std::size_t columns_max = 100;

// RFC 4180: quoted fields may hold commas, quotes and line ends. nullopt where a quote never ends,
// or a row has more than columns_max.
[[nodiscard]] std::optional<std::vector<std::vector<std::string>>> parse_csv(std::string_view);

// Whether the first line has a column for codes.
[[nodiscard]] bool is_csv_with_codes(std::string_view text);
[[nodiscard]] Result read_csv(std::string_view text);

// What Bitwarden keeps of a code: an otpauth URI, steam://SECRET, or a bare secret.
void take_bitwarden_totp(std::string_view totp, std::string_view name, std::string_view username,
                         Collector&);

}  // namespace sparekey::transfer
