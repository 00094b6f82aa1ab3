#include "crypto/hmac.h"

#include <doctest/doctest.h>

#include <thread>

#include "test/vectors/vectors.h"

namespace sparekey::crypto {
namespace {

using Algorithm = Hmac::Algorithm;

Algorithm algorithm_named(const std::string& name) {
    if (name == "sha1") return Algorithm::sha1;
    if (name == "sha224") return Algorithm::sha224;
    if (name == "sha256") return Algorithm::sha256;
    if (name == "sha384") return Algorithm::sha384;
    REQUIRE(name == "sha512");
    return Algorithm::sha512;
}

std::string hmac_of(Algorithm algorithm, std::string_view key, std::string_view message) {
    Hmac mac{algorithm, bytes_of(key)};
    return to_hex(mac(bytes_of(message)));
}

TEST_CASE("the vectors of RFC 2202 and RFC 4231 hold, the first time and the second") {
    for (const auto& vector : test::vectors("hmac.txt")) {
        REQUIRE(vector.size() == 4);
        const auto message = *parse_hex(vector[2]);
        Hmac mac{algorithm_named(vector[0]), *parse_hex(vector[1])};
        CHECK(to_hex(mac(message)) == vector[3]);
        CHECK(to_hex(mac(message)) == vector[3]);
    }
}

TEST_CASE("an empty key is a key, and not the one before it") {
    // To OpenSSL no address of a key means the key that was set before.
    static_cast<void>(hmac_of(Algorithm::sha1, "before", "message"));
    Hmac nowhere{Algorithm::sha1, BytesView{}};
    // Python: hmac.new(b"", b"message", "sha1").hexdigest()
    CHECK(to_hex(nowhere(bytes_of("message"))) == "d5d1ed05121417247616cfc8378f360a39da7cfa");
}

TEST_CASE("algorithms do not disturb each other on one thread") {
    Hmac first{Algorithm::sha1, bytes_of("key")};
    const auto alone = to_hex(first(bytes_of("message")));
    Hmac second{Algorithm::sha256, bytes_of("other key")};
    CHECK(second(bytes_of("message")).size() == 32);
    CHECK(to_hex(first(bytes_of("message"))) == alone);
}

TEST_CASE("threads do not disturb each other") {
    const auto expected = hmac_of(Algorithm::sha1, "key", "message");
    Hmac held{Algorithm::sha1, bytes_of("another key")};
    std::string seen;
    std::thread{[&] { seen = hmac_of(Algorithm::sha1, "key", "message"); }}.join();
    CHECK(seen == expected);
}

}  // namespace
}  // namespace sparekey::crypto
