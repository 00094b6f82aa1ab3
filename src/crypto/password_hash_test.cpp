#include "crypto/password_hash.h"

#include <doctest/doctest.h>

#include "base/failure.h"
#include "test/vectors/vectors.h"

namespace sparekey::crypto {
namespace {

// The least that Argon2id takes: what it computes matters here, not what it costs.
constexpr HashCost least{8, 1};
const Bytes salt(salt_octets, std::byte{7});

TEST_CASE("Argon2id is that of the reference implementation") {
    for (const auto& vector : test::vectors("argon2id.txt")) {
        REQUIRE(vector.size() == 5);
        const HashCost cost{static_cast<std::uint32_t>(test::number(vector[3])),
                            static_cast<std::uint32_t>(test::number(vector[2]))};
        const auto hash = argon2id(*parse_hex(vector[0]), *parse_hex(vector[1]), cost);
        CHECK(to_hex(hash.view()) == vector[4]);
    }
}

TEST_CASE("the usual cost is the least that ASVS approves for two passes") {
    CHECK(HashCost{}.memory_kib == 19456);
    CHECK(HashCost{}.passes == 2);
}

TEST_CASE("password, salt and cost each change the hash") {
    const auto hash = argon2id(bytes_of("password"), salt, least, 32);
    CHECK(hash == argon2id(bytes_of("password"), salt, least, 32));
    CHECK_FALSE(hash == argon2id(bytes_of("Password"), salt, least, 32));
    CHECK_FALSE(hash == argon2id(bytes_of("password"), Bytes(salt_octets), least, 32));
    CHECK_FALSE(hash == argon2id(bytes_of("password"), salt, HashCost{9, 1}, 32));
    CHECK_FALSE(hash == argon2id(bytes_of("password"), salt, HashCost{8, 2}, 32));
    CHECK(argon2id({}, salt, least).size() == 64);
}

TEST_CASE("no end of a long password is cut off") {
    const std::string long_password(1024, 'p');
    const auto hash = argon2id(bytes_of(long_password), salt, least);
    CHECK_FALSE(hash == argon2id(bytes_of(long_password.substr(1)), salt, least));
    CHECK_FALSE(hash == argon2id(bytes_of(long_password.substr(1) + 'q'), salt, least));
}

TEST_CASE("a cost out of bounds is a broken row and costs nothing") {
    for (const auto cost : {HashCost{7, 1}, HashCost{8, 0}, HashCost{memory_kib_max + 1, 1},
                            HashCost{8, passes_max + 1}, HashCost{0, 0}}) {
        try {
            static_cast<void>(argon2id(bytes_of("password"), salt, cost));
            FAIL("no failure");
        } catch (const Failure& failure) {
            CHECK(failure.kind() == Failure::Kind::broken);
        }
    }
}

}  // namespace
}  // namespace sparekey::crypto
