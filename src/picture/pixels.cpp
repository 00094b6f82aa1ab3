#include "picture/pixels.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace sparekey::picture {
namespace {

constexpr int measured_side = 800;
constexpr int white = 250;
constexpr int differs_by = 3;      // Of 256 steps, after averaging thousands of points.
constexpr int differing_min = 16;  // Of 64 pairs.

// Rec. 601, as JPEG has it.
int brightness_of(const std::uint8_t* point) {
    return (299 * point[0] + 587 * point[1] + 114 * point[2]) / 1000;
}

// The points [begin, end) of `from` that place `n` of `to` covers; one at least.
struct Span {
    int begin, end;
};
Span covered(int n, int from, int to) {
    const auto begin = static_cast<int>(std::int64_t{n} * from / to);
    const auto end = static_cast<int>(std::int64_t{n + 1} * from / to);
    return {begin, std::max(end, begin + 1)};
}

std::uint8_t median_at(const Grey& grey, int x, int y) {
    std::array<std::uint8_t, 9> around{};
    std::size_t n = 0;
    for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) around[n++] = grey.at(x + dx, y + dy);
    }
    std::ranges::nth_element(around, around.begin() + 4);
    return around[4];
}

// A sensor's grain looks sharper than any picture: without this a blurred one taken in the dark
// would pass.
Grey without_grain(const Grey& grey) {
    auto smooth = grey;
    for (int y = 1; y + 1 < grey.height; ++y) {
        for (int x = 1; x + 1 < grey.width; ++x) smooth.at(x, y) = median_at(grey, x, y);
    }
    return smooth;
}

double laplacian_variance(const Grey& grey) {
    double sum = 0, squares = 0;
    std::int64_t count = 0;
    for (int y = 1; y + 1 < grey.height; ++y) {
        for (int x = 1; x + 1 < grey.width; ++x) {
            const double value = grey.at(x - 1, y) + grey.at(x + 1, y) + grey.at(x, y - 1) +
                                 grey.at(x, y + 1) - 4.0 * grey.at(x, y);
            sum += value;
            squares += value * value;
            ++count;
        }
    }
    if (count == 0) return 0;
    const double mean = sum / static_cast<double>(count);
    return squares / static_cast<double>(count) - mean * mean;
}

std::optional<std::uint64_t> difference_hash(const Pixels& picture) {
    const auto small = grey_of(picture, 9, 8);
    std::uint64_t hash = 0;
    int differing = 0;
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x) {
            const int step = small.at(x + 1, y) - small.at(x, y);
            hash = hash << 1 | (step > 0 ? 1U : 0U);
            if (std::abs(step) >= differs_by) ++differing;
        }
    }
    if (differing < differing_min) return std::nullopt;
    return hash;
}

}  // namespace

Pixels shrunk(Pixels picture, int longer_side_max) {
    const int longer = std::max(picture.width, picture.height);
    if (longer <= longer_side_max) return picture;
    const auto scaled = [&](int side) {
        return std::max(1, static_cast<int>(std::int64_t{side} * longer_side_max / longer));
    };
    Pixels small{scaled(picture.width), scaled(picture.height)};
    for (int y = 0; y < small.height; ++y) {
        const auto rows = covered(y, picture.height, small.height);
        for (int x = 0; x < small.width; ++x) {
            const auto columns = covered(x, picture.width, small.width);
            std::array<std::uint32_t, 3> sums{};
            for (int sy = rows.begin; sy < rows.end; ++sy) {
                const auto* point = picture.row(sy) + columns.begin * 3;
                for (int sx = columns.begin; sx < columns.end; ++sx, point += 3) {
                    for (std::size_t n = 0; n < 3; ++n) sums[n] += point[n];
                }
            }
            const auto count =
                static_cast<std::uint32_t>((rows.end - rows.begin) * (columns.end - columns.begin));
            for (std::size_t n = 0; n < 3; ++n)
                small.row(y)[x * 3 + static_cast<int>(n)] =
                    static_cast<std::uint8_t>(sums[n] / count);
        }
    }
    return small;
}

Pixels turned(Pixels picture, int orientation) {
    if (orientation < 2 || orientation > 8) return picture;
    const bool sides_change = orientation >= 5;
    const int w = picture.width, h = picture.height;
    Pixels seen{sides_change ? h : w, sides_change ? w : h};
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x) {
            int to_x = x, to_y = y;
            // Exif 2.3, tag 274: where the stored picture's first row and column are.
            if (orientation == 2) to_x = w - 1 - x;
            if (orientation == 3) to_x = w - 1 - x, to_y = h - 1 - y;
            if (orientation == 4) to_y = h - 1 - y;
            if (orientation == 5) to_x = y, to_y = x;
            if (orientation == 6) to_x = h - 1 - y, to_y = x;
            if (orientation == 7) to_x = h - 1 - y, to_y = w - 1 - x;
            if (orientation == 8) to_x = y, to_y = w - 1 - x;
            std::copy_n(picture.row(y) + x * 3, 3, seen.row(to_y) + to_x * 3);
        }
    }
    return seen;
}

Grey grey_of(const Pixels& picture, int width, int height) {
    Grey grey{width, height};
    for (int y = 0; y < height; ++y) {
        const auto rows = covered(y, picture.height, height);
        for (int x = 0; x < width; ++x) {
            const auto columns = covered(x, picture.width, width);
            std::int64_t sum = 0;
            for (int sy = rows.begin; sy < rows.end; ++sy) {
                for (int sx = columns.begin; sx < columns.end; ++sx)
                    sum += brightness_of(picture.row(sy) + sx * 3);
            }
            const auto count = std::int64_t{rows.end - rows.begin} * (columns.end - columns.begin);
            grey.at(x, y) = static_cast<std::uint8_t>(sum / count);
        }
    }
    return grey;
}

Measures measure(const Pixels& picture) {
    const int longer = std::max(picture.width, picture.height);
    const auto scaled = [&](int side) {
        if (longer <= measured_side) return side;
        return std::max(1, static_cast<int>(std::int64_t{side} * measured_side / longer));
    };
    const auto grey = grey_of(picture, scaled(picture.width), scaled(picture.height));
    Measures measures;
    measures.sharpness = laplacian_variance(without_grain(grey));
    std::int64_t sum = 0, whites = 0;
    for (const auto octet : grey.octets) {
        sum += octet;
        if (octet >= white) ++whites;
    }
    const auto count = static_cast<double>(grey.octets.size());
    measures.brightness = static_cast<double>(sum) / count;
    measures.glare = static_cast<double>(whites) / count;
    measures.hash = difference_hash(picture);
    return measures;
}

}  // namespace sparekey::picture
