// What the child that decodes says: 48 octets, then a JPEG. Whoever takes the child over writes
// here what they like, so it is read as a stranger's.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace sparekey::picture {

enum class Type : std::uint8_t { jpeg, png, webp, webm, mp4 };
// By its first octets, twelve of them at least; nullopt for anything else, a GIF for example.
[[nodiscard]] std::optional<Type> sniff(BytesView first);
inline constexpr std::size_t sniffed_octets = 12;

enum class Outcome : std::uint8_t {
    fine,
    unknown_type,  // Not a JPEG, PNG or WebP.
    too_large,     // More than 40 megapixels, or a side longer than 20,000 points.
    damaged        // It could not be decoded to its end.
};

struct Answer {
    Outcome outcome = Outcome::damaged;
    std::uint32_t width = 0, height = 0;  // Of the picture as sent, turned the right way up.
    std::optional<std::uint64_t> hash = {};
    std::uint32_t sharpness = 0;    // Whole units of the variance of the Laplacian.
    std::uint32_t brightness = 0;   // 0 to 255.
    std::uint32_t glare = 0;        // In thousandths.
    std::uint32_t jpeg_octets = 0;  // Of the re-encoded copy that follows.
    bool operator==(const Answer&) const = default;
};

inline constexpr std::size_t answer_octets = 48;
inline constexpr std::uint32_t jpeg_octets_max = 16 * 1024 * 1024;

[[nodiscard]] std::array<std::byte, answer_octets> write_answer(const Answer&);
// nullopt for anything that write_answer() does not write.
[[nodiscard]] std::optional<Answer> parse_answer(BytesView octets);

}  // namespace sparekey::picture
