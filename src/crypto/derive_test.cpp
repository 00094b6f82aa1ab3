#include "crypto/derive.h"

#include <doctest/doctest.h>

#include <string>

#include "crypto/password_hash.h"

namespace sparekey::crypto {
namespace {

using Algorithm = Hmac::Algorithm;

TEST_CASE("RFC 5869's first and third case hold") {
    const Bytes key(22, std::byte{0x0b});
    const auto salt = *parse_hex("000102030405060708090a0b0c");
    const auto info = *parse_hex("f0f1f2f3f4f5f6f7f8f9");
    CHECK(to_hex(hkdf_sha256(key, salt, text_of(info), 42).view()) ==
          "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    CHECK(to_hex(hkdf_sha256(key, {}, "", 42).view()) ==
          "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    // The first case again, from its pseudorandom key.
    const auto prk = *parse_hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    CHECK(to_hex(hkdf_sha256_expand(prk, text_of(info), 42).view()) ==
          "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

TEST_CASE("PBKDF2 is RFC 6070's and RFC 7914's, and its rounds have a bound") {
    const auto with = [](Algorithm algorithm, std::string_view password, std::string_view salt,
                         std::uint32_t rounds, std::size_t octets) {
        return to_hex(
            pbkdf2(algorithm, bytes_of(password), bytes_of(salt), rounds, octets)->view());
    };
    CHECK(with(Algorithm::sha1, "password", "salt", 1, 20) ==
          "0c60c80f961f0e71f3a9b524af6012062fe037a6");
    CHECK(with(Algorithm::sha1, "password", "salt", 4096, 20) ==
          "4b007901b765489abead49d926f721d065a429c1");
    CHECK(with(Algorithm::sha1, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt",
               4096, 25) == "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
    CHECK(with(Algorithm::sha256, "passwd", "salt", 1, 64) ==
          "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
          "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
    CHECK_FALSE(pbkdf2(Algorithm::sha1, {}, {}, 0, 20));
    CHECK_FALSE(pbkdf2(Algorithm::sha1, {}, {}, pbkdf2_rounds_max + 1, 20));
}

TEST_CASE("scrypt is RFC 7914's, and what it may cost has a bound") {
    CHECK(to_hex(scrypt(bytes_of("password"), bytes_of("NaCl"), {1024, 8, 16}, 64)->view()) ==
          "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
          "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
    CHECK_FALSE(scrypt({}, {}, {1000, 8, 1}, 32));
    CHECK_FALSE(scrypt({}, {}, {1U << 21, 8, 1}, 32));
    CHECK_FALSE(scrypt({}, {}, {1, 8, 1}, 32));
    CHECK_FALSE(scrypt({}, {}, {1024, 33, 1}, 32));
    CHECK_FALSE(scrypt({}, {}, {1024, 8, 17}, 32));
    CHECK_FALSE(scrypt({}, {}, {1U << 20, 32, 1}, 32));
}

TEST_CASE("Argon2id of one lane is libsodium's, of four lanes the reference's") {
    const auto salt = bytes_of("somesaltsomesalt");
    const auto one = argon2id_lanes(bytes_of("password"), salt, {64, 3, 1}, 64);
    CHECK(*one == argon2id(bytes_of("password"), salt, {64, 3}));
    // argon2-cffi: hash_secret_raw(b"password", b"somesaltsomesalt", 3, 256, 4, 32, Type.ID).
    CHECK(to_hex(argon2id_lanes(bytes_of("password"), salt, {256, 3, 4}, 32)->view()) ==
          "3ae75675fc1875866526c8f930cb40d6fe751ec0bea5ad3052bafca5369373b3");
    CHECK_FALSE(argon2id_lanes({}, salt, {(2U << 20) + 1, 3, 4}, 32));
    CHECK_FALSE(argon2id_lanes({}, salt, {256, 65, 4}, 32));
    CHECK_FALSE(argon2id_lanes({}, salt, {256, 3, 17}, 32));
    CHECK_FALSE(argon2id_lanes({}, salt, {8, 3, 4}, 32));
    CHECK_FALSE(argon2id_lanes({}, bytes_of("short"), {256, 3, 4}, 32));
}

}  // namespace
}  // namespace sparekey::crypto
