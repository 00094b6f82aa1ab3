#include "sparekeyd/demo_evidence.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/check.h"
#include "crypto/keyed_digest.h"
#include "picture/jpeg.h"
#include "picture/mark.h"

namespace sparekey::sparekeyd {
namespace {

using Colour = std::array<std::uint8_t, 3>;

// Made with ffmpeg from a coloured box that moves and a tone: no real person's face.
constexpr std::string_view video_base64 =
#include "sparekeyd/demo_video.inc"
    ;

constexpr int width = 1200;
constexpr int height = 760;

void box(picture::Pixels& picture, int left, int top, int right, int bottom, Colour colour) {
    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
            const auto shade = static_cast<std::uint8_t>((x * 7 + y * 13) % 9);
            auto* point = picture.row(y) + static_cast<std::ptrdiff_t>(x) * 3;
            for (std::size_t i = 0; i < 3; ++i)
                point[i] = static_cast<std::uint8_t>(std::max(0, colour[i] - shade));
        }
    }
}

void disc(picture::Pixels& picture, int at_x, int at_y, int radius, Colour colour) {
    for (int y = at_y - radius; y < at_y + radius; ++y) {
        for (int x = at_x - radius; x < at_x + radius; ++x) {
            const int dx = x - at_x;
            const int dy = y - at_y;
            if (dx * dx + dy * dy < radius * radius) box(picture, x, y, x + 1, y + 1, colour);
        }
    }
}

void portrait(picture::Pixels& picture, int x, int y, int size) {
    disc(picture, x, y, size, {214, 174, 144});
    disc(picture, x - size / 3, y - size / 5, size / 9, {60, 50, 44});
    disc(picture, x + size / 3, y - size / 5, size / 9, {60, 50, 44});
    box(picture, x - size / 3, y + size / 2, x + size / 3, y + size / 2 + size / 10, {150, 70, 70});
}

// Light and shadow of a place of its own: pictures of two people are told apart by them, where the
// same drawing would be the same picture to evidence/ (doubles.h).
void light(picture::Pixels& picture, const crypto::Digest& place) {
    constexpr int columns = 9;
    constexpr int darkest = 6;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const auto cell =
                static_cast<std::size_t>(y * 7 / height * columns + x * columns / width);
            const auto two = std::to_integer<int>(place.at(cell / 2));
            const int shadow = (cell % 2 == 0 ? two >> 4 : two & 15) * darkest;
            auto* point = picture.row(y) + static_cast<std::ptrdiff_t>(x) * 3;
            for (std::size_t i = 0; i < 3; ++i)
                point[i] = static_cast<std::uint8_t>(std::max(0, point[i] - shadow));
        }
    }
}

}  // namespace

Bytes sample_picture(evidence::Kind kind, const std::string& words) {
    picture::Pixels picture{width, height};
    box(picture, 0, 0, width, height, {96, 104, 112});
    switch (kind) {
    case evidence::Kind::id_front:
        box(picture, 80, 60, width - 80, height - 60, {200, 222, 236});
        portrait(picture, 300, 360, 150);
        for (int line = 0; line < 5; ++line)
            box(picture, 560, 220 + line * 70, 1040, 244 + line * 70, {52, 70, 92});
        break;
    case evidence::Kind::id_back:
        box(picture, 80, 60, width - 80, height - 60, {226, 218, 196});
        for (int line = 0; line < 3; ++line)
            box(picture, 140, 470 + line * 60, 1060, 500 + line * 60, {40, 40, 40});
        break;
    case evidence::Kind::selfie:
    case evidence::Kind::video:
    case evidence::Kind::extra:
        portrait(picture, 380, 340, 240);
        box(picture, 700, 330, 1120, 640, {246, 244, 238});
        for (int line = 0; line < 3; ++line)
            box(picture, 740, 380 + line * 80, 1080, 404 + line * 80, {30, 40, 120});
        break;
    }
    light(picture, crypto::sha256(bytes_of(std::string{evidence::slug(kind)} + words)));
    picture::draw_mark(picture, words);
    return picture::encode_jpeg(picture);
}

Bytes sample_video() {
    auto octets = parse_base64(video_base64);
    ENSURE(octets.has_value());
    return *std::move(octets);
}

}  // namespace sparekey::sparekeyd
