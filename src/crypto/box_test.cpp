#include "crypto/box.h"

#include <doctest/doctest.h>

namespace sparekey::crypto {
namespace {

const Bytes seed = *parse_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

TEST_CASE("a box opens for whom it was sealed to, and nobody else") {
    const auto key = BoxKey::of_seed(seed);
    const auto other = BoxKey::of_seed(Bytes(32, std::byte{9}));
    for (const auto* plain : {"", "x", "a vault's key"}) {
        auto sealed = seal_to(key.public_key(), bytes_of(plain));
        CHECK(key.open(sealed)->text() == plain);
        CHECK_FALSE(other.open(sealed));
        sealed.back() ^= std::byte{1};
        CHECK_FALSE(key.open(sealed));
        CHECK_FALSE(key.open(BytesView{sealed}.first(47)));
    }
}

TEST_CASE("PyNaCl's sealed box is the same") {
    const auto key = BoxKey::of_seed(seed);
    CHECK(to_hex(key.public_key()) ==
          "4701d08488451f545a409fb58ae3e58581ca40ac3f7f114698cd71deac73ca01");
    // nacl.public.SealedBox(PublicKey(...)).encrypt(b"to the device").
    const auto sealed = *parse_hex(
        "bfa58119fdd2b77b4a515f2ecc440823e7080f408c4f90fa9d8f129823dc7244fd8ac2deaf0b0cc647ae1899"
        "6582a7375749d5bcc3008ea22a7998a9c3");
    CHECK(key.open(sealed)->text() == "to the device");
}

}  // namespace
}  // namespace sparekey::crypto
