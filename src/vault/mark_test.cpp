#include "vault/mark.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "test/vectors/vectors.h"
#include "vault/vault_double.h"

namespace sparekey::vault {
namespace {

template <class Octets>
Octets octets_of(const std::string& hex) {
    const auto parsed = parse_hex(hex);
    REQUIRE(parsed);
    Octets octets;
    REQUIRE(parsed->size() == octets.size());
    std::ranges::copy(*parsed, octets.begin());
    return octets;
}

TEST_CASE("a mark is what another implementation signs") {
    auto device = Device::make();
    for (std::size_t i = 0; i < 32; ++i) device.seed.writable()[32 + i] = static_cast<std::byte>(i);
    for (const auto& vector : sparekey::test::vectors("sync_mark.txt")) {
        Chain at;
        at.seq = static_cast<std::uint64_t>(sparekey::test::number(vector.at(1)));
        at.digest = octets_of<crypto::Digest>(vector.at(2));
        const auto vault = *VaultId::parse(vector.at(0));
        const auto mark = sign_mark(vault, at, device);
        CHECK(to_hex(mark.signature) == vector.at(3));
        CHECK(is_signed_with(vault, mark, device.signing().public_key()));
        CHECK_FALSE(is_signed_with(VaultId::random(), mark, device.signing().public_key()));
    }
}

TEST_CASE("only the mark of a device on the list, of this very place, is the same") {
    const auto vault = test::new_vault();
    const auto& id = vault.header().vault;
    const auto roster = *parse_roster(vault.header().roster.text);
    const auto& device = *vault.device();
    Chain at;
    REQUIRE(at.take({1, EntryId::random(), 1, {}}));
    const auto mark = sign_mark(id, at, device);
    CHECK(compare(id, at, mark, roster) == Compared::same);
    CHECK(compare(id, {}, std::nullopt, roster) == Compared::same);
    CHECK(compare(id, {}, mark, roster) == Compared::other_history);
    CHECK(compare(id, at, std::nullopt, roster) == Compared::not_signed);
    CHECK(compare(id, at, sign_mark(id, at, Device::make()), roster) == Compared::unknown_signer);
    auto forged = mark;
    forged.seq = 2;
    CHECK(compare(id, at, forged, roster) == Compared::not_signed);
    auto other = at;
    REQUIRE(other.take({2, EntryId::random(), 1, {}}));
    CHECK(compare(id, other, mark, roster) == Compared::other_history);
    CHECK(compare(id, at, sign_mark(id, other, device), roster) == Compared::other_history);
    other = {};
    REQUIRE(other.take({1, EntryId::random(), 1, {}}));
    CHECK(compare(id, other, mark, roster) == Compared::other_history);
}

}  // namespace
}  // namespace sparekey::vault
