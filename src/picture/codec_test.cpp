#include "picture/codec.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "picture/encode_double.h"
#include "picture/jpeg.h"
#include "picture/sample_double.h"

using namespace sparekey;
using namespace sparekey::picture;

namespace {

Decoded decoded(BytesView octets) {
    auto got = decode(octets);
    REQUIRE(std::holds_alternative<Decoded>(got));
    return std::get<Decoded>(std::move(got));
}

Outcome outcome(BytesView octets) {
    const auto got = decode(octets);
    const auto* refused = std::get_if<Outcome>(&got);
    return refused ? *refused : Outcome::fine;
}

// The mean difference of two pictures of one size.
double difference(const Pixels& a, const Pixels& b) {
    REQUIRE(a.octets.size() == b.octets.size());
    double sum = 0;
    for (std::size_t n = 0; n < a.octets.size(); ++n) sum += std::abs(a.octets[n] - b.octets[n]);
    return sum / static_cast<double>(a.octets.size());
}

const Pixels card = sample(640, 400);

}  // namespace

TEST_CASE("JPEG, PNG and WebP are decoded alike") {
    for (const auto& octets : {encode_jpeg(card), png_of(card), webp_of(card)}) {
        const auto got = decoded(octets);
        CHECK(got.width == 640);
        CHECK(got.height == 400);
        CHECK(difference(got.pixels, card) < 8);
    }
}

TEST_CASE("what people see has at most 3,200 points a side, and the size that was sent is told") {
    const auto large = sample(6800, 200);
    for (const auto& octets : {encode_jpeg(large), png_of(large), webp_of(large)}) {
        const auto got = decoded(octets);
        CHECK(got.width == 6800);
        CHECK(got.height == 200);
        CHECK(got.pixels.width <= view_side_max);
        CHECK(got.pixels.width >= view_side_max / 2);
    }
}

TEST_CASE("a camera's orientation is heeded, and nothing else of the metadata is left") {
    const auto octets = jpeg_with_metadata(encode_jpeg(card), 6);
    const auto got = decoded(octets);
    CHECK(got.width == 400);
    CHECK(got.height == 640);
    CHECK(got.pixels.width == 400);
    const auto copy = encode_jpeg(got.pixels);
    CHECK(text_of(octets).find("52.52") != std::string::npos);
    CHECK(text_of(copy).find("52.52") == std::string::npos);
    CHECK(text_of(copy).find("Exif") == std::string::npos);
}

TEST_CASE("a picture too large is refused by what its head says") {
    CHECK(outcome(png_claiming(60'000, 60'000)) == Outcome::too_large);
    CHECK(outcome(png_claiming(8000, 5001)) == Outcome::too_large);
    CHECK(outcome(png_claiming(30'000, 10)) == Outcome::too_large);
    CHECK(outcome(jpeg_claiming(encode_jpeg(card), 60'000, 60'000)) == Outcome::too_large);
}

TEST_CASE("a picture that is cut off or is none is refused") {
    for (const auto& octets : {encode_jpeg(card), png_of(card), webp_of(card)}) {
        CHECK(outcome(BytesView{octets}.first(octets.size() / 2)) == Outcome::damaged);
        CHECK(outcome(BytesView{octets}.first(40)) == Outcome::damaged);
    }
    CHECK(outcome(bytes_of("GIF89a................")) == Outcome::unknown_type);
    CHECK(outcome(bytes_of("<html><script>alert(1)</script>")) == Outcome::unknown_type);
    CHECK(outcome({}) == Outcome::unknown_type);
    CHECK(outcome(png_claiming(100, 100)) == Outcome::damaged);
}

TEST_CASE("of two files in one only the picture is left") {
    auto octets = encode_jpeg(card);
    append(octets, bytes_of("PK\x03\x04 <script>alert(1)</script>"));
    const auto copy = encode_jpeg(decoded(octets).pixels);
    CHECK(text_of(copy).find("script") == std::string::npos);
}

TEST_CASE("Exif that is broken says nothing") {
    CHECK(exif_orientation(bytes_of("")) == 1);
    CHECK(exif_orientation(bytes_of("Exif")) == 1);
    CHECK(exif_orientation(bytes_of(std::string_view{"Exif\0\0XX\0\x2a\0\0\0\x08", 14})) == 1);
    // The directory is said to be far behind the end.
    CHECK(exif_orientation(bytes_of(
              std::string_view{"Exif\0\0MM\0\x2a\xff\xff\xff\xff\0\x01\x01\x12", 18})) == 1);
    const auto with = [](char value) {
        std::string exif{"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 24};
        return exif_orientation(bytes_of(exif + value + std::string(3, '\0')));
    };
    CHECK(with(8) == 8);
    CHECK(with(9) == 1);
    CHECK(with(0) == 1);
}
