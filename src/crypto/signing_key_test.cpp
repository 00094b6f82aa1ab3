#include "crypto/signing_key.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "test/scratch.h"
#include "test/vectors/vectors.h"

using namespace sparekey;
using namespace sparekey::crypto;

namespace {

// RFC 8032 7.1, test 1: the seed and its public key.
constexpr std::string_view seed =
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
constexpr std::string_view public_key =
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

std::string file_text(std::string_view hex) {
    return "sparekey-signing-key-1\n" + std::string(hex) + "\n";
}

}  // namespace

TEST_CASE("a signing key's file holds the seed of RFC 8032") {
    const test::ScratchFolder folder;
    test::put_content(folder / "key", file_text(seed));
    ::chmod((folder / "key").c_str(), 0600);
    CHECK(to_hex(SigningKey::load(folder / "key").public_key()) == public_key);
}

TEST_CASE("a vault's request is signed as another implementation signs it, and the web app") {
    Bytes octets(32);
    for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::byte>(i);
    const auto key = SigningKey::of_seed(octets);
    for (const auto& vector : test::vectors("sync_request.txt")) {
        const auto digest = sha256(*parse_hex(vector.at(3)));
        const auto text =
            vector.at(0) + '\n' + vector.at(1) + '\n' + vector.at(2) + '\n' + to_base64url(digest);
        const auto signature = key.sign("sparekey-vault-1 request", bytes_of(text));
        CHECK(to_hex(signature) == vector.at(4));
    }
}

TEST_CASE("a signature is good for its key, its purpose and its octets, and for no other") {
    const auto key = SigningKey::in_memory();
    const auto other = SigningKey::in_memory();
    const auto signature = key.sign("one", bytes_of("data"));
    CHECK(is_signed(key.public_key(), "one", bytes_of("data"), signature));
    CHECK_FALSE(is_signed(other.public_key(), "one", bytes_of("data"), signature));
    CHECK_FALSE(is_signed(key.public_key(), "two", bytes_of("data"), signature));
    CHECK_FALSE(is_signed(key.public_key(), "oned", bytes_of("ata"), signature));
    CHECK_FALSE(is_signed(key.public_key(), "one", bytes_of("date"), signature));
    CHECK_FALSE(
        is_signed(key.public_key(), "one", bytes_of("data"), BytesView{signature}.first(63)));
    CHECK_FALSE(is_signed(bytes_of("short"), "one", bytes_of("data"), signature));
    auto changed = signature;
    changed[10] ^= std::byte{1};
    CHECK_FALSE(is_signed(key.public_key(), "one", bytes_of("data"), changed));
}

TEST_CASE("what a key authenticates differs by key, purpose and octets") {
    const auto key = SigningKey::in_memory();
    const auto mac = key.authenticate("one", bytes_of("data"));
    CHECK(mac == key.authenticate("one", bytes_of("data")));
    CHECK(mac != key.authenticate("two", bytes_of("data")));
    CHECK(mac != key.authenticate("oned", bytes_of("ata")));
    CHECK(mac != SigningKey::in_memory().authenticate("one", bytes_of("data")));
}

TEST_CASE("a signing key is made once, 0600, and refused when it is not whole or open to others") {
    const test::ScratchFolder folder;
    const auto file = folder / "key";
    SigningKey::create(file);
    CHECK_THROWS_AS(SigningKey::create(file), Failure);
    CHECK(SigningKey::load(file).public_key() == SigningKey::load(file).public_key());
    ::chmod(file.c_str(), 0640);
    CHECK_THROWS_AS(static_cast<void>(SigningKey::load(file)), Failure);
    ::chmod(file.c_str(), 0600);
    const auto whole = test::content_of(file);
    for (const auto& text : {whole.substr(0, whole.size() - 1), whole.substr(0, 40),
                             "sparekey-pepper-1\n" + std::string(seed) + "\n", whole + "more"}) {
        test::put_content(file, text);
        CHECK_THROWS_AS(static_cast<void>(SigningKey::load(file)), Failure);
    }
}
