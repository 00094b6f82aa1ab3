#include "otp/backup_code.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/random.h"
#include "base/text.h"

namespace sparekey::otp {
namespace {

constexpr std::size_t typed_octets_max = 64;
constexpr std::uint32_t code_range = 100'000'000;
// The greatest multiple of the range below 2^32: a remainder of anything past it would make the low
// codes likelier than the high ones.
constexpr std::uint32_t even_below = UINT32_MAX / code_range * code_range;

std::uint32_t draw_below_range(const RandomSource& fill) {
    for (;;) {
        std::array<std::byte, 4> octets;
        fill(octets);
        std::uint32_t value = 0;
        for (const auto octet : octets) value = value << 8 | std::to_integer<std::uint32_t>(octet);
        if (value < even_below) return value % code_range;
    }
}

crypto::Secret text_of_code(std::uint32_t value) {
    auto code = crypto::Secret::zeros(backup_code_digits);
    const auto digits = code.writable();
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, value /= 10) {
        *digit = static_cast<std::byte>('0' + value % 10);
    }
    return code;
}

}  // namespace

BackupCodes draw_backup_codes() { return draw_backup_codes(&fill_random); }

BackupCodes draw_backup_codes(const RandomSource& fill) {
    BackupCodes codes;
    for (auto next = codes.begin(); next != codes.end();) {
        *next = text_of_code(draw_below_range(fill));
        // One drawn a second time is drawn again, which keeps the set uniform over all sets of
        // eight.
        if (std::find(codes.begin(), next, *next) == next) ++next;
    }
    return codes;
}

crypto::Secret format_backup_code(std::string_view code) {
    return crypto::Secret::taking(group_in_fours(code));
}

std::optional<crypto::Secret> parse_backup_code(std::string_view typed) {
    if (typed.size() > typed_octets_max) return std::nullopt;
    auto code = crypto::Secret::taking(without_grouping(typed));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (code.size() != backup_code_digits || !std::ranges::all_of(code.text(), is_digit)) {
        return std::nullopt;
    }
    return code;
}

}  // namespace sparekey::otp
