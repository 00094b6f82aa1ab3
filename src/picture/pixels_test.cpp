#include "picture/pixels.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>

#include "picture/sample_double.h"

using namespace sparekey::picture;

namespace {

int distance(std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); }

}  // namespace

TEST_CASE("forty megapixels are allowed, and not one more") {
    CHECK(is_allowed_size(8000, 5000));
    CHECK_FALSE(is_allowed_size(8000, 5001));
    CHECK(is_allowed_size(20'000, 2000));
    CHECK_FALSE(is_allowed_size(20'001, 1));
    CHECK_FALSE(is_allowed_size(60'000, 60'000));
    CHECK_FALSE(is_allowed_size(0, 10));
    CHECK_FALSE(is_allowed_size(-1, 10));
}

TEST_CASE("a picture shrinks to its longer side and keeps its shape") {
    const auto small = shrunk(sample(1000, 400), 500);
    CHECK(small.width == 500);
    CHECK(small.height == 200);
    CHECK(shrunk(sample(300, 200), 500).width == 300);
    CHECK(shrunk(sample(2000, 1), 500).height == 1);
}

TEST_CASE("a picture is turned as its camera was held") {
    Pixels picture{3, 2};
    picture.row(0)[0] = 200;  // Top left.
    const auto red_at = [](const Pixels& p, int x, int y) { return p.row(y)[x * 3]; };
    CHECK(red_at(turned(picture, 1), 0, 0) == 200);
    CHECK(red_at(turned(picture, 2), 2, 0) == 200);
    CHECK(red_at(turned(picture, 3), 2, 1) == 200);
    CHECK(red_at(turned(picture, 4), 0, 1) == 200);
    CHECK(red_at(turned(picture, 5), 0, 0) == 200);
    const auto clockwise = turned(picture, 6);
    CHECK(clockwise.width == 2);
    CHECK(clockwise.height == 3);
    CHECK(red_at(clockwise, 1, 0) == 200);
    CHECK(red_at(turned(picture, 7), 1, 2) == 200);
    CHECK(red_at(turned(picture, 8), 0, 2) == 200);
    CHECK(red_at(turned(picture, 9), 0, 0) == 200);
}

TEST_CASE("a blurred picture is told from a sharp one, also through a sensor's grain") {
    const auto sharp = sample(1600, 1000);
    const auto soft = blurred(sharp, 5);
    const auto grainy = grained(soft, 12);
    CHECK(measure(sharp).sharpness > 250);
    CHECK(measure(soft).sharpness < 60);
    CHECK(measure(grainy).sharpness < 150);
}

TEST_CASE("light and dark are measured") {
    const auto picture = sample(800, 600);
    CHECK(measure(dimmed(picture, 0.15)).brightness < 50);
    CHECK(measure(picture).brightness > 90);
    Pixels white{100, 100};
    std::fill(white.octets.begin(), white.octets.end(), 255);
    CHECK(measure(white).glare == doctest::Approx(1.0));
}

TEST_CASE("the same picture again has nearly the same hash, another has not, a plain one none") {
    const auto picture = sample(1600, 1000, 1);
    const auto hash = measure(picture).hash;
    REQUIRE(hash);
    CHECK(distance(*hash, *measure(shrunk(picture, 700)).hash) <= 4);
    CHECK(distance(*hash, *measure(dimmed(picture, 0.8)).hash) <= 4);
    CHECK(distance(*hash, *measure(grained(picture, 10)).hash) <= 4);
    CHECK(distance(*hash, *measure(sample(1600, 1000, 2)).hash) > 8);
    Pixels plain{640, 480};
    CHECK_FALSE(measure(plain).hash);
    CHECK_FALSE(measure(grained(plain, 20)).hash);
}
