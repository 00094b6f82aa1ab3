// For tests: drawn pictures, and what a bad camera makes of them.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "picture/pixels.h"

namespace sparekey::picture {

// The same each time: a congruence, not chance.
class Sequence {
   public:
    explicit Sequence(std::uint32_t seed) : state_(seed * 2654435761U + 1) {}
    // 0 to 32767.
    int next() {
        state_ = state_ * 1103515245U + 12345U;
        return static_cast<int>(state_ >> 16 & 0x7fff);
    }

   private:
    std::uint32_t state_;
};

// Rectangles of many sizes and colours with hard edges.
inline Pixels sample(int width, int height, std::uint32_t seed = 1) {
    Pixels picture{width, height};
    std::fill(picture.octets.begin(), picture.octets.end(), 170);
    Sequence draw{seed};
    for (int n = 0; n < 120; ++n) {
        const int w = 1 + draw.next() % (width / 4 + 1), h = 1 + draw.next() % (height / 6 + 1);
        const int left = draw.next() % width, top = draw.next() % height;
        const std::uint8_t colour[3] = {static_cast<std::uint8_t>(draw.next() % 256),
                                        static_cast<std::uint8_t>(draw.next() % 256),
                                        static_cast<std::uint8_t>(draw.next() % 256)};
        for (int y = top; y < std::min(height, top + h); ++y) {
            for (int x = left; x < std::min(width, left + w); ++x)
                std::copy_n(colour, 3, picture.row(y) + x * 3);
        }
    }
    return picture;
}

inline Pixels dimmed(Pixels picture, double share) {
    for (auto& octet : picture.octets) octet = static_cast<std::uint8_t>(octet * share);
    return picture;
}

inline Pixels grained(Pixels picture, int strength) {
    Sequence draw{99};
    for (auto& octet : picture.octets)
        octet = static_cast<std::uint8_t>(
            std::clamp(octet + draw.next() % (2 * strength + 1) - strength, 0, 255));
    return picture;
}

// Each point the mean of those around it, in a square.
inline Pixels blurred(const Pixels& picture, int radius) {
    Pixels soft{picture.width, picture.height};
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            for (int n = 0; n < 3; ++n) {
                int sum = 0, count = 0;
                for (int dy = -radius; dy <= radius; ++dy) {
                    for (int dx = -radius; dx <= radius; ++dx) {
                        const int sx = x + dx, sy = y + dy;
                        if (sx < 0 || sy < 0 || sx >= picture.width || sy >= picture.height)
                            continue;
                        sum += picture.row(sy)[sx * 3 + n];
                        ++count;
                    }
                }
                soft.row(y)[x * 3 + n] = static_cast<std::uint8_t>(sum / count);
            }
        }
    }
    return soft;
}

}  // namespace sparekey::picture
