#include "otp/base32.h"

#include <doctest/doctest.h>

#include "test/vectors/vectors.h"

namespace sparekey::otp {
namespace {

TEST_CASE("the vectors of RFC 4648 hold, with their padding and without") {
    for (auto vector : test::vectors("rfc4648_base32.txt")) {
        REQUIRE(vector.size() == 2);
        const auto octets = *parse_hex(vector[0]);
        auto padded = vector[1];
        const auto bare = padded.substr(0, padded.find('='));
        CHECK(to_base32(octets) == bare);
        CHECK(parse_base32(padded) == octets);
        CHECK(parse_base32(bare) == octets);
    }
}

TEST_CASE("what is written reads back") {
    Bytes octets;
    for (int i = 0; i < 256; ++i) {
        CHECK(parse_base32(to_base32(octets)) == octets);
        CHECK(parse_base32(to_base32(octets), Leftover::any) == octets);
        octets.push_back(static_cast<std::byte>(i * 151 + 255));
    }
}

TEST_CASE("what is outside the alphabet is refused, look-alikes too") {
    using namespace std::string_view_literals;
    for (const char c : "0189=-_ \n\tamz\0\x80\xff\"@[`"sv) {
        std::string text = "MZXW6YTB";
        text[3] = c;
        CAPTURE(text);
        CHECK_FALSE(parse_base32(text));
        CHECK_FALSE(parse_base32(text, Leftover::any));
    }
}

TEST_CASE("padding is all there or not there, and at the end") {
    for (const auto* text :
         {"=", "========", "M=======", "MY=====", "MY=======", "MY======A", "MY======MY======",
          "MY=W======", "MZXW6YTB========", "MZXW6YTB=", "MZX=====", "MZXW6Y=="}) {
        CAPTURE(text);
        CHECK_FALSE(parse_base32(text));
    }
}

TEST_CASE("lengths that no octets have are refused") {
    const std::string all_a(17, 'A');
    for (std::size_t size = 0; size <= all_a.size(); ++size) {
        const auto last = size % 8;
        const bool possible = last != 1 && last != 3 && last != 6;
        CHECK(parse_base32(all_a.substr(0, size)).has_value() == possible);
    }
}

TEST_CASE("bits left over must be zero, unless the caller says otherwise") {
    // MY is 'f' and two zero bits: MZ has one of them set.
    CHECK(parse_base32("MY") == to_bytes(bytes_of("f")));
    for (const auto* text : {"MZ", "MZ======", "M5", "MZXX", "MZXW7", "MZXW6YR"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_base32(text));
        CHECK(parse_base32(text, Leftover::any));
    }
    CHECK(parse_base32("MZ", Leftover::any) == to_bytes(bytes_of("f")));
    CHECK(parse_base32("ASDFADF", Leftover::any)->size() == 4);
    CHECK(parse_base32("M", Leftover::any) == Bytes{});
}

}  // namespace
}  // namespace sparekey::otp
