#include "vault/chain.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "test/vectors/vectors.h"

namespace sparekey::vault {
namespace {

Link link(std::uint64_t seq, std::uint64_t revision = 1, std::string_view seal = "seal") {
    return {seq, *EntryId::parse("000102030405060708090a0b0c0d0e0f"), revision,
            crypto::sha256(bytes_of(seal))};
}

Chain after(std::initializer_list<Link> links) {
    Chain chain;
    for (const auto& one : links) REQUIRE(chain.take(one));
    return chain;
}

TEST_CASE("the digest covers number, entry, revision and seal of every change") {
    const auto known = after({link(1), link(2, 2)});
    CHECK(after({link(1), link(2, 2)}) == known);
    CHECK_FALSE(after({link(1), link(2, 3)}) == known);
    CHECK_FALSE(after({link(1), link(2, 2, "another")}) == known);
    CHECK_FALSE(after({link(1, 1, "another"), link(2, 2)}) == known);
    auto other = link(2, 2);
    other.id = EntryId::random();
    CHECK_FALSE(after({link(1), other}) == known);
    // Python: sha256(bytes(32) + struct.pack(">Q", 1) + id + struct.pack(">Q", 1) +
    // sha256(b"seal")).
    CHECK(to_hex(after({link(1)}).digest) ==
          "97f91f9bef9caa98b2b5cb885f9103fb1683fbaabc005508cb19fd01b3fa69dc");
}

TEST_CASE("the digest is what another implementation computes, and the web app") {
    Chain chain;
    for (const auto& vector : test::vectors("sync_chain.txt")) {
        Link next;
        next.seq = static_cast<std::uint64_t>(test::number(vector.at(0)));
        next.id = *EntryId::parse(vector.at(1));
        next.revision = static_cast<std::uint64_t>(test::number(vector.at(2)));
        std::ranges::copy(*parse_hex(vector.at(3)), next.seal_digest.begin());
        REQUIRE(chain.take(next));
        CHECK(to_hex(chain.digest) == vector.at(4));
    }
}

TEST_CASE("a change that is not the next one is not taken") {
    auto chain = after({link(1), link(2)});
    const auto before = chain;
    for (const auto seq : {0, 1, 2, 4}) {
        CHECK_FALSE(chain.take(link(static_cast<std::uint64_t>(seq))));
        CHECK(chain == before);
    }
    CHECK(chain.take(link(3)));
}

}  // namespace
}  // namespace sparekey::vault
