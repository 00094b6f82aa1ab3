#include "crypto/foreign.h"

#include <doctest/doctest.h>
#include <sodium.h>

#include <string>

namespace sparekey::crypto {
namespace {

const Bytes key = *parse_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

TEST_CASE("AES-256-GCM opens what others sealed, and nothing that was changed") {
    // Python's cryptography: AESGCM(key).encrypt(bytes(range(12)), b"hello aegis", b"ad").
    const auto nonce = *parse_hex("000102030405060708090a0b");
    const auto sealed = *parse_hex("2f67ba77aac5a37eea28e40376abe98e5f0ecfacb0145b3a3bec2b");
    const auto cipher = BytesView{sealed}.first(11);
    auto tag = to_bytes(BytesView{sealed}.subspan(11));
    CHECK(aes_gcm_open(key, nonce, cipher, tag, bytes_of("ad"))->text() == "hello aegis");
    CHECK_FALSE(aes_gcm_open(key, nonce, cipher, tag, bytes_of("da")));
    CHECK_FALSE(aes_gcm_open(key, nonce, cipher, tag));
    CHECK_FALSE(aes_gcm_open(key, nonce, cipher.first(10), tag, bytes_of("ad")));
    CHECK_FALSE(aes_gcm_open(key, {}, cipher, tag, bytes_of("ad")));
    CHECK_FALSE(aes_gcm_open(key, nonce, cipher, BytesView{tag}.first(15), bytes_of("ad")));
    tag[3] ^= std::byte{1};
    CHECK_FALSE(aes_gcm_open(key, nonce, cipher, tag, bytes_of("ad")));
}

TEST_CASE("what AES-256-GCM seals opens again, nothing included") {
    const Bytes nonce(12, std::byte{7});
    for (const auto* plain : {"", "x", "a longer text than one block is"}) {
        const auto sealed = aes_gcm_seal(key, nonce, bytes_of(plain));
        CHECK(aes_gcm_open(key, nonce, sealed.cipher, sealed.tag)->text() == plain);
    }
}

TEST_CASE("AES-256-CBC is SP 800-38A's, and refuses what has no padding") {
    const auto nist =
        *parse_hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    const auto iv = *parse_hex("000102030405060708090a0b0c0d0e0f");
    // F.2.5's first block; the second one is the padding that OpenSSL's command added to it.
    const auto block = *parse_hex("f58c4c04d6e5f1ba779eabfb5f7bfbd6");
    const auto padded =
        *parse_hex("f58c4c04d6e5f1ba779eabfb5f7bfbd6485a5c81519cf378fa36d42b8547edc0");
    CHECK(to_hex(BytesView{padded}.first(16)) == to_hex(block));
    CHECK(to_hex(aes_cbc_open(nist, iv, padded)->view()) == "6bc1bee22e409f96e93d7e117393172a");
    CHECK_FALSE(aes_cbc_open(nist, iv, block));
    CHECK_FALSE(aes_cbc_open(nist, iv, BytesView{padded}.first(31)));
    CHECK_FALSE(aes_cbc_open(nist, iv, {}));
    CHECK_FALSE(aes_cbc_open(nist, BytesView{iv}.first(15), padded));
}

TEST_CASE("a secretstream of one message opens, whatever its tag") {
    for (const unsigned char tag : {0, 3}) {
        Bytes header(24);
        Bytes sealed(5 + 17);
        crypto_secretstream_xchacha20poly1305_state state;
        const auto raw = [](auto& octets) {
            return reinterpret_cast<unsigned char*>(octets.data());
        };
        crypto_secretstream_xchacha20poly1305_init_push(
            &state, raw(header), reinterpret_cast<const unsigned char*>(key.data()));
        crypto_secretstream_xchacha20poly1305_push(&state, raw(sealed), nullptr,
                                                   reinterpret_cast<const unsigned char*>("hello"),
                                                   5, nullptr, 0, tag);
        CHECK(secretstream_open(key, header, sealed)->text() == "hello");
        CHECK_FALSE(secretstream_open(key, header, BytesView{sealed}.first(21)));
        CHECK_FALSE(secretstream_open(key, header, BytesView{sealed}.first(16)));
        CHECK_FALSE(secretstream_open(key, BytesView{header}.first(23), sealed));
        header[0] ^= std::byte{1};
        CHECK_FALSE(secretstream_open(key, header, sealed));
    }
}

}  // namespace
}  // namespace sparekey::crypto
