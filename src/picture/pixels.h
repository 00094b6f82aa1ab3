// A picture as its points, and what can be measured of it. Pure; what comes in may be a stranger's.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace sparekey::picture {

inline constexpr std::int64_t pixels_max = 40'000'000;
inline constexpr int side_max = 20'000;
// The longer side of what people see. A card that fills the picture has 37 points a millimetre.
inline constexpr int view_side_max = 3200;

// Red, green and blue of each point, row by row.
struct Pixels {
    int width = 0, height = 0;
    std::vector<std::uint8_t> octets;

    Pixels() = default;
    Pixels(int w, int h)
        : width(w),
          height(h),
          octets(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 3) {}
    [[nodiscard]] std::uint8_t* row(int y) {
        return octets.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * 3;
    }
    [[nodiscard]] const std::uint8_t* row(int y) const {
        return octets.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * 3;
    }
};

// Brightness only.
struct Grey {
    int width = 0, height = 0;
    std::vector<std::uint8_t> octets;

    Grey() = default;
    Grey(int w, int h)
        : width(w), height(h), octets(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
    [[nodiscard]] std::uint8_t at(int x, int y) const {
        return octets[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)];
    }
    [[nodiscard]] std::uint8_t& at(int x, int y) {
        return octets[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)];
    }
};

[[nodiscard]] constexpr bool is_allowed_size(std::int64_t width, std::int64_t height) {
    return width > 0 && height > 0 && width <= side_max && height <= side_max &&
           width * height <= pixels_max;
}

// Each new point is the mean of those it covers. Never larger than it was.
[[nodiscard]] Pixels shrunk(Pixels picture, int longer_side_max);
// As Exif's orientation, 1 to 8, says that it is to be seen; anything else changes nothing.
[[nodiscard]] Pixels turned(Pixels picture, int orientation);
// The mean of what each point covers, to exactly this size.
[[nodiscard]] Grey grey_of(const Pixels& picture, int width, int height);

struct Measures {
    double sharpness = 0;   // Variance of the Laplacian at 800 points, the sensor's grain removed.
    double brightness = 0;  // 0 to 255.
    double glare = 0;       // Which share of it is white.
    // A bit for each two neighbours of nine by eight: which is brighter. nullopt where hardly any
    // differ: all plain surfaces would look alike.
    std::optional<std::uint64_t> hash;
};
[[nodiscard]] Measures measure(const Pixels& picture);

}  // namespace sparekey::picture
