#include "otp/base32.h"

#include <array>
#include <cstdint>

namespace sparekey::otp {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

constexpr std::array<std::int8_t, 256> values = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    }
    return table;
}();

// RFC 4648 section 6: the last group of 1 to 4 octets has 2, 4, 5 or 7 characters before its
// padding.
bool is_whole_group(std::size_t characters) {
    const auto last = characters % 8;
    return last != 1 && last != 3 && last != 6;
}

}  // namespace

std::string to_base32(BytesView octets) {
    std::string text;
    text.reserve((octets.size() * 8 + 4) / 5);
    std::uint32_t bits = 0;
    int held = 0;
    for (const auto octet : octets) {
        bits = bits << 8 | std::to_integer<std::uint32_t>(octet);
        for (held += 8; held >= 5; held -= 5) text.push_back(alphabet[bits >> (held - 5) & 31]);
    }
    if (held > 0) text.push_back(alphabet[bits << (5 - held) & 31]);
    return text;
}

std::optional<Bytes> parse_base32(std::string_view text, Leftover leftover) {
    const auto padded = text.size();
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    const auto padding = padded - text.size();
    if (padding > 0 && (padded % 8 != 0 || padding >= 8)) return std::nullopt;
    if (leftover == Leftover::zero && !is_whole_group(text.size())) return std::nullopt;

    Bytes octets;
    octets.reserve(text.size() * 5 / 8);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const int value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        bits = bits << 5 | static_cast<std::uint32_t>(value);
        held += 5;
        if (held >= 8) octets.push_back(static_cast<std::byte>(bits >> (held -= 8) & 255));
    }
    if (leftover == Leftover::zero && (bits & ((1U << held) - 1)) != 0) return std::nullopt;
    return octets;
}

}  // namespace sparekey::otp
