#include "crypto/seal.h"

#include <doctest/doctest.h>
#include <sodium.h>

#include <set>
#include <string>

#include "test/scratch.h"

namespace sparekey::crypto {
namespace {

const AccountId ada{1};
const AccountId eve{2};
const Bytes for_ada = associated_data("authenticator.sealed_key", ada);

TEST_CASE("what is sealed opens again, whatever its size") {
    const auto ring = KeyRing::in_memory();
    for (const std::size_t size : {0, 1, 10, 20, 64, 1000, 100'000}) {
        const auto plain = Secret::random(size);
        const auto opened = open(ring, seal(ring, plain.view(), for_ada), for_ada);
        REQUIRE(opened);
        CHECK(*opened == plain);
    }
}

TEST_CASE("the layout is what the header says: libsodium alone opens it") {
    const auto ring = KeyRing::in_memory();
    const auto sealed = seal(ring, bytes_of("secret"), bytes_of("context"));
    REQUIRE(sealed.size() == 1 + 4 + 24 + 6 + 16);
    CHECK(to_hex(BytesView{sealed}.first(5)) == "0100000001");
    const auto raw = [](BytesView octets) {
        return reinterpret_cast<const unsigned char*>(octets.data());
    };
    auto bound = to_bytes(BytesView{sealed}.first(5));
    append(bound, bytes_of("context"));
    unsigned char plain[6];
    CHECK(crypto_aead_xchacha20poly1305_ietf_decrypt(plain, nullptr, nullptr, raw(sealed) + 29, 22,
                                                     raw(bound), bound.size(), raw(sealed) + 5,
                                                     raw(*ring.find(1))) == 0);
    CHECK(std::string_view{reinterpret_cast<char*>(plain), 6} == "secret");
}

TEST_CASE("the same plaintext is never sealed alike twice") {
    const auto ring = KeyRing::in_memory();
    std::set<std::string> nonces;
    for (int i = 0; i < 100; ++i) {
        nonces.insert(to_hex(BytesView{seal(ring, {}, for_ada)}.subspan(5, 24)));
    }
    CHECK(nonces.size() == 100);
}

TEST_CASE("a seal opens in no other row and no other column") {
    const auto ring = KeyRing::in_memory();
    const auto sealed = seal(ring, bytes_of("secret"), for_ada);
    CHECK(open(ring, sealed, for_ada));
    CHECK_FALSE(open(ring, sealed, associated_data("authenticator.sealed_key", eve)));
    CHECK_FALSE(open(ring, sealed, associated_data("enrolment.sealed_key", ada)));
    CHECK_FALSE(open(ring, sealed, associated_data("authenticator.sealed_key", ada, 1)));
    CHECK_FALSE(open(ring, sealed, {}));
}

TEST_CASE("one changed bit anywhere, or a missing end, and it does not open") {
    const auto ring = KeyRing::in_memory();
    const auto key = Secret::random(32);
    const auto under_ring = seal(ring, bytes_of("secret"), for_ada);
    const auto under_key = seal_with(key.view(), bytes_of("secret"), for_ada);
    for (std::size_t bit = 0; bit < under_ring.size() * 8; ++bit) {
        auto changed = under_ring;
        changed[bit / 8] ^= std::byte{1} << (bit % 8);
        CHECK_FALSE(open(ring, changed, for_ada));
    }
    for (std::size_t bit = 0; bit < under_key.size() * 8; ++bit) {
        auto changed = under_key;
        changed[bit / 8] ^= std::byte{1} << (bit % 8);
        CHECK_FALSE(open_with(key.view(), changed, for_ada));
    }
    for (std::size_t size = 0; size < under_ring.size(); ++size) {
        CHECK_FALSE(open(ring, BytesView{under_ring}.first(size), for_ada));
    }
    for (std::size_t size = 0; size < under_key.size(); ++size) {
        CHECK_FALSE(open_with(key.view(), BytesView{under_key}.first(size), for_ada));
    }
    auto longer = under_ring;
    longer.push_back(std::byte{0});
    CHECK_FALSE(open(ring, longer, for_ada));
}

TEST_CASE("another ring or another key does not open it") {
    const auto ring = KeyRing::in_memory();
    CHECK_FALSE(open(KeyRing::in_memory(), seal(ring, bytes_of("secret"), for_ada), for_ada));
    const auto key = Secret::random(32);
    const auto sealed = seal_with(key.view(), bytes_of("secret"), for_ada);
    CHECK(open_with(key.view(), sealed, for_ada)->text() == "secret");
    CHECK_FALSE(open_with(Secret::random(32).view(), sealed, for_ada));
}

TEST_CASE("what one layer sealed the other does not take, even under the same key") {
    const auto ring = KeyRing::in_memory();
    const auto key = *ring.find(1);
    CHECK_FALSE(open_with(key, seal(ring, bytes_of("secret"), for_ada), for_ada));
    CHECK_FALSE(open(ring, seal_with(key, bytes_of("secret"), for_ada), for_ada));
}

TEST_CASE("after a rotation the new key seals and the old one still opens") {
    const test::ScratchFolder folder;
    KeyRing::create(folder / "ring", Time{});
    const auto before = KeyRing::load(folder / "ring");
    const auto old = seal(before, bytes_of("old"), for_ada);
    KeyRing::add_key(folder / "ring", Time{});
    const auto after = KeyRing::load(folder / "ring");
    const auto fresh = seal(after, bytes_of("fresh"), for_ada);
    CHECK(key_id_of(old) == 1);
    CHECK(key_id_of(fresh) == 2);
    CHECK(open(after, old, for_ada)->text() == "old");
    CHECK(open(after, fresh, for_ada)->text() == "fresh");
    CHECK_FALSE(open(before, fresh, for_ada));
}

TEST_CASE("only what is sealed under a ring has a key id") {
    CHECK_FALSE(key_id_of({}));
    CHECK_FALSE(key_id_of(seal_with(Secret::random(32).view(), {}, {})));
    CHECK_FALSE(key_id_of(*parse_hex("01000000")));
    CHECK(key_id_of(*parse_hex("01fffffffe")) == 0xfffffffe);
}

TEST_CASE("no two lists of fields are bound alike") {
    using namespace std::string_view_literals;
    const std::set<Bytes> all{associated_data("a", ada),
                              associated_data("a", eve),
                              associated_data("b", ada),
                              associated_data("a", ada, ""sv),
                              associated_data("a", ada, "bc"sv),
                              associated_data("a", ada, "b"sv, "c"sv),
                              associated_data("a", ada, ""sv, "bc"sv),
                              associated_data("a", ada, "bc"sv, ""sv),
                              associated_data("ab", ada, "c"sv),
                              associated_data("a", ada, 1),
                              associated_data("a", ada, -1),
                              associated_data("a", ada, 1, 1)};
    CHECK(all.size() == 12);
    CHECK(associated_data("a", ada, Bytes{std::byte{'b'}}) == associated_data("a", ada, "b"));
    CHECK(to_hex(associated_data("a", ada)) ==
          "0000000000000001"
          "61"
          "0000000000000008"
          "0000000000000001");
}

}  // namespace
}  // namespace sparekey::crypto
