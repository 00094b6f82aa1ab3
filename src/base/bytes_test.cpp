#include "base/bytes.h"

#include <doctest/doctest.h>

#include "base/random.h"

namespace sparekey {
namespace {

Bytes counting(std::size_t size) {
    Bytes octets;
    for (std::size_t i = 0; i < size; ++i) octets.push_back(static_cast<std::byte>(i * 37 + 200));
    return octets;
}

TEST_CASE("what is written as hexadecimal or base64url reads back") {
    for (std::size_t size = 0; size < 70; ++size) {
        const auto octets = counting(size);
        CHECK(parse_hex(to_hex(octets)) == octets);
        CHECK(parse_base64url(to_base64url(octets)) == octets);
    }
}

TEST_CASE("hexadecimal is lower case when written and either case when read") {
    CHECK(to_hex(bytes_of("\x01\xaf")) == "01af");
    CHECK(parse_hex("01aF") == to_bytes(bytes_of("\x01\xaf")));
}

TEST_CASE("hexadecimal of odd length or with other characters is none") {
    for (const auto* text : {"0", "abc", "0g", "g0", "0x", " 00", "00 ", "-1", "\xff\xff"}) {
        CHECK_FALSE(parse_hex(text));
    }
}

TEST_CASE("base64url is that of RFC 4648 section 10, without padding") {
    const std::pair<const char*, const char*> rfc[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : rfc) {
        CHECK(to_base64url(bytes_of(plain)) == encoded);
        CHECK(parse_base64url(encoded) == to_bytes(bytes_of(plain)));
    }
    CHECK(to_base64url(bytes_of("\xfb\xff")) == "-_8");
}

TEST_CASE("base64url that is not exactly what we write is none") {
    for (const auto* text :
         {"Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm9v ", "Zm 9v", "Zm9vY", "\xc3\xa4"}) {
        CHECK_FALSE(parse_base64url(text));
    }
}

TEST_CASE("an integer is eight octets, the greatest first") {
    Bytes octets;
    append_u64(octets, 0x0102030405060708);
    CHECK(to_hex(octets) == "0102030405060708");
    append_u64(octets, UINT64_MAX);
    CHECK(read_u64(octets, 0) == 0x0102030405060708);
    CHECK(read_u64(octets, 8) == UINT64_MAX);
    CHECK(read_u64(octets, 4) == 0x05060708ffffffff);
}

TEST_CASE("fewer than eight octets are no integer") {
    const auto octets = counting(15);
    CHECK(read_u64(octets, 7));
    CHECK_FALSE(read_u64(octets, 8));
    CHECK_FALSE(read_u64(octets, SIZE_MAX));
    CHECK_FALSE(read_u64(counting(7), 0));
    CHECK_FALSE(read_u64({}, 0));
}

TEST_CASE("random octets fill all that was asked for") {
    // Each octet stays zero with a chance of 1/256; in 16 draws of 64 all do so less than once in
    // 2^120.
    std::array<std::byte, 64> seen{};
    for (int draw = 0; draw < 16; ++draw) {
        const auto octets = random_bytes<64>();
        for (std::size_t i = 0; i < seen.size(); ++i) seen[i] |= octets[i];
    }
    for (const auto octet : seen) CHECK(octet != std::byte{0});
    fill_random({});
}

}  // namespace
}  // namespace sparekey
