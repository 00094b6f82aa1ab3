#include "crypto/keyed_digest.h"

#include <doctest/doctest.h>

#include <set>

#include "test/scratch.h"

namespace sparekey::crypto {
namespace {

TEST_CASE(
    "a keyed digest is HMAC-SHA-256 of length, purpose and data: another language gets the same") {
    const test::ScratchFolder folder;
    const auto file = folder / "pepper";
    test::put_content(file, "sparekey-pepper-1\n" + std::string(64, 'a') + "\n");
    std::filesystem::permissions(file, std::filesystem::perms{0600});
    const auto pepper = Pepper::load(file);
    // Python: hmac.new(bytes([0xaa] * 32), (5).to_bytes(8, "big") + b"email" + b"ada@example.org",
    // "sha256")
    CHECK(to_hex(keyed_digest(pepper, "email", bytes_of("ada@example.org"))) ==
          "852d0b03afe464a2b2f691aa88bb9ec24f5d6dbdf90a1eb6043a39caa8e2e785");
    CHECK(to_hex(pepper.fingerprint()) ==
          "b0c68aea7969e9cf98c851f31078fd91fba4a3d513287f3a3828ea61e0347c5e");
}

TEST_CASE("pepper, purpose and data each change the digest, and none can stand in for another") {
    const auto pepper = Pepper::in_memory();
    const std::set<Digest> all{
        keyed_digest(pepper, "a", bytes_of("bc")), keyed_digest(pepper, "ab", bytes_of("c")),
        keyed_digest(pepper, "a", bytes_of("bd")), keyed_digest(pepper, "a", {}),
        keyed_digest(Pepper::in_memory(), "a", bytes_of("bc"))};
    CHECK(all.size() == 5);
    CHECK(keyed_digest(pepper, "a", bytes_of("bc")) == keyed_digest(pepper, "a", bytes_of("bc")));
}

TEST_CASE("a token's digest is SHA-256, FIPS 180-4") {
    CHECK(to_hex(token_digest(bytes_of("abc"))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace sparekey::crypto
