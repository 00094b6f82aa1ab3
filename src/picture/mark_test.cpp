#include "picture/mark.h"

#include <doctest/doctest.h>

#include <string>

#include "picture/sample_double.h"

using namespace sparekey::picture;

namespace {

// Which share of the tiles, eight a side, the mark touches.
double touched(const Pixels& before, const Pixels& after) {
    int tiles = 0;
    for (int tile = 0; tile < 64; ++tile) {
        const int left = tile % 8 * before.width / 8, top = tile / 8 * before.height / 8;
        bool differs = false;
        for (int y = top; y < top + before.height / 8 && !differs; ++y)
            differs =
                !std::equal(before.row(y) + left * 3, before.row(y) + (left + before.width / 8) * 3,
                            after.row(y) + left * 3);
        tiles += differs ? 1 : 0;
    }
    return tiles / 64.0;
}

}  // namespace

TEST_CASE("a watermark is all over the picture, and the picture is still there") {
    for (const auto& [width, height] : {std::pair{1600, 1000}, {300, 400}, {3200, 2400}}) {
        const auto picture = sample(width, height);
        auto marked = picture;
        draw_mark(marked, "S4F2 2026-11-25 14:07");
        CHECK(touched(picture, marked) > 0.9);
        int same = 0;
        for (std::size_t n = 0; n < picture.octets.size(); ++n)
            same += std::abs(picture.octets[n] - marked.octets[n]) < 20 ? 1 : 0;
        CHECK(same > static_cast<int>(picture.octets.size() / 2));
    }
}

TEST_CASE("a watermark shows on white and on black") {
    for (const int colour : {0, 255}) {
        Pixels plain{400, 300};
        std::fill(plain.octets.begin(), plain.octets.end(), static_cast<std::uint8_t>(colour));
        auto marked = plain;
        draw_mark(marked, "S4F2");
        CHECK(touched(plain, marked) > 0.7);
    }
}

TEST_CASE("a watermark of no or strange words does no harm") {
    auto picture = sample(40, 30);
    draw_mark(picture, "");
    draw_mark(picture, "\xff\x01~");
    draw_mark(picture, std::string(1000, 'W'));
    Pixels dot{1, 1};
    draw_mark(dot, "S4F2");
}
