#include "base/bytes.h"

#include <array>

namespace sparekey {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> reverse(std::string_view digits) {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        table[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
    }
    return table;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

void append(Bytes& to, BytesView more) { to.insert(to.end(), more.begin(), more.end()); }

void append_u64(Bytes& to, std::uint64_t value) {
    std::array<std::byte, 8> octets;
    for (auto& octet : octets) {
        octet = static_cast<std::byte>(value >> 56);
        value <<= 8;
    }
    append(to, octets);
}

std::optional<std::uint64_t> read_u64(BytesView from, std::size_t offset) {
    if (from.size() < 8 || offset > from.size() - 8) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        value = value << 8 | std::to_integer<std::uint64_t>(from[offset + i]);
    }
    return value;
}

std::string to_hex(BytesView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto b : bytes) {
        const auto value = std::to_integer<unsigned>(b);
        text.push_back(hex_digits[value >> 4]);
        text.push_back(hex_digits[value & 15]);
    }
    return text;
}

std::optional<Bytes> parse_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes.push_back(static_cast<std::byte>(high << 4 | low));
    }
    return bytes;
}

std::string to_base64url(BytesView bytes) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    int held = 0;
    for (const auto b : bytes) {
        bits = bits << 8 | std::to_integer<std::uint32_t>(b);
        for (held += 8; held >= 6; held -= 6) {
            text.push_back(base64url_digits[bits >> (held - 6) & 63]);
        }
    }
    if (held > 0) text.push_back(base64url_digits[bits << (6 - held) & 63]);
    return text;
}

std::optional<Bytes> parse_base64url(std::string_view text) {
    static constexpr auto values = reverse(base64url_digits);
    if (text.size() % 4 == 1) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const int value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) bytes.push_back(static_cast<std::byte>(bits >> (held -= 8) & 255));
    }
    if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
    return bytes;
}

}  // namespace sparekey
