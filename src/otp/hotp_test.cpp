#include "otp/hotp.h"

#include <doctest/doctest.h>

#include "otp/base32.h"
#include "test/vectors/vectors.h"

namespace sparekey::otp {
namespace {

TEST_CASE("the vectors of RFC 4226 hold, step by step") {
    for (const auto& vector : test::vectors("rfc4226_hotp.txt")) {
        REQUIRE(vector.size() == 5);
        const auto key = *parse_hex(vector[0]);
        const auto counter = static_cast<std::uint64_t>(test::number(vector[1]));
        CHECK(truncated(*parse_hex(vector[2])) == test::number(vector[3]));
        CHECK(hotp(key, counter) == vector[4]);
        crypto::Hmac mac{Algorithm::sha1, key};
        CHECK(truncated_at(mac, counter) == test::number(vector[3]));
    }
}

TEST_CASE("the example of RFC 4226 5.4 is truncated as it says") {
    const auto mac = *parse_hex("1f8698690e02ca16618550ef7f19da8e945b555a");
    CHECK(truncated(mac) == 0x50ef7f19);
    CHECK(truncated(mac) % 1'000'000 == 872921);
}

TEST_CASE("the top bit is masked, and the last offset there is stays inside") {
    CHECK(truncated(Bytes(20, std::byte{0xff})) == 0x7fffffff);
    CHECK(truncated(*parse_hex("000000000000000000000000000000810203040f")) == 0x01020304);
}

TEST_CASE("the 80-bit key that Google's page shows gives its known codes") {
    const auto key = *parse_hex("48656c6c6f21deadbeef");
    CHECK(hotp(key, 0) == "282760");
    CHECK(hotp(key, 1) == "996554");
    CHECK(hotp(key, 2) == "602287");
}

TEST_CASE("codes that other apps keep have other lengths, and all end alike") {
    const auto key = to_bytes(bytes_of("12345678901234567890"));
    CHECK(hotp(key, 0, 10) == "1284755224");
    CHECK(hotp(key, 7, 10) == "0082162583");
    CHECK(hotp(key, 7, 8) == "82162583");
    CHECK(hotp(key, 7, 4) == "2583");
    // Aegis's own fixtures: SHA256 with 7 digits at 50, SHA512 with 8 at 10300.
    const auto canada = *parse_base32("KUVJJOM753IHTNDSZVCNKL7GII");
    CHECK(hotp(canada, 50, 7, Algorithm::sha256) == "4444976");
    const auto wrestling = *parse_base32("5VAML3X35THCEBVRLV24CGBKOY");
    CHECK(hotp(wrestling, 10300, 8, Algorithm::sha512) == "24622277");
}

TEST_CASE("a counter beyond 32 bits counts") {
    const auto key = to_bytes(bytes_of("12345678901234567890"));
    CHECK(hotp(key, std::uint64_t{1} << 32) != hotp(key, 0));
    // Python's hmac with the counter as eight octets.
    CHECK(hotp(key, std::uint64_t{1} << 32) == "999456");
}

}  // namespace
}  // namespace sparekey::otp
