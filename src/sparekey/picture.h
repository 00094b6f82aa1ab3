// A picture file as grey pixels: PNG, JPEG and WebP, which is what phones and screenshots make.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sparekey::terminal {

inline constexpr std::size_t picture_octets_max = 64 * 1024 * 1024;
inline constexpr int picture_side_max = 20'000;
inline constexpr std::size_t picture_pixels_max = 64'000'000;

struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> grey;  // Row by row; 0 is black. What is transparent is white.
};

// nullopt where it is none of these, damaged, or larger than it may be.
[[nodiscard]] std::optional<Picture> decode_picture(std::string_view file);
// Whether it begins as one of these.
[[nodiscard]] bool looks_like_picture(std::string_view file);

[[nodiscard]] Picture inverted(const Picture&);
// Each pixel becomes a square of `times` by `times`.
[[nodiscard]] Picture enlarged(const Picture&, int times);

}  // namespace sparekey::terminal
