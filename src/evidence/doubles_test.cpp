#include "evidence/doubles.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

#include "base/random.h"
#include "base/run.h"
#include "store/scratch.h"

using namespace sparekey;
using namespace sparekey::evidence;

namespace {

const Time noon = from_micros(1'764'000'000'000'000);
const Subject ada{AccountId{1}, AppealId{10}}, bob{AccountId{2}, AppealId{20}};

std::uint64_t random_hash() { return read_u64(random_bytes<8>(), 0).value(); }

// With so many bits of it changed.
std::uint64_t changed(std::uint64_t hash, int bits) {
    const auto before = hash;
    while (hash_distance(before, hash) < bits)
        hash ^= std::uint64_t{1} << read_u64(random_bytes<8>(), 0).value() % 64;
    return hash_distance(before, hash) == bits ? hash : changed(before, bits);
}

Item picture(std::int64_t id, std::optional<std::uint64_t> hash, std::string_view octets) {
    Item item;
    item.id = ItemId{id};
    item.kind = Kind::extra;
    item.status = Status::good;
    item.sha256 = crypto::sha256(bytes_of(octets));
    item.picture_hash = hash;
    return item;
}

void remember(store::Database& db, const Subject& subject, const std::vector<Item>& items) {
    std::function<void(store::Transaction&)> act = [&](store::Transaction& tx) {
        remember_pictures(tx, subject, items, noon);
    };
    run(db.transact<void>(AccountId{}, std::move(act)));
}

std::vector<Double> doubles(store::Database& db, AccountId who, const std::vector<Item>& items) {
    std::function<std::vector<Double>(store::Reader&)> look = [&](store::Reader& reader) {
        return find_doubles(reader, who, items);
    };
    return run(db.read(std::move(look)));
}

}  // namespace

TEST_CASE("whatever hash is within eight bits shares a band, or all but one bit of it") {
    for (int n = 0; n < 2000; ++n) {
        const auto hash = random_hash();
        const auto near = near_band_keys(hash);
        const auto keys = band_keys(changed(hash, hash_distance_max));
        CHECK(std::ranges::any_of(
            keys, [&](auto key) { return std::ranges::find(near, key) != near.end(); }));
    }
    CHECK(near_band_keys(0).size() == 69);
    // Bands do not overlap.
    CHECK(band_keys(0)[1] != band_keys(0)[2]);
}

TEST_CASE("a picture is found again under another account, the same or nearly, and not its own") {
    store::for_each_engine([](store::Scratch& scratch) {
        auto& db = scratch.database();
        const auto hash = random_hash();
        const std::vector<Item> first{picture(1, hash, "card")};
        remember(db, ada, first);
        remember(db, ada, first);

        CHECK(doubles(db, ada.who, first).empty());
        CHECK(doubles(db, bob.who, {picture(2, {}, "card")}) ==
              std::vector{Double{ItemId{2}, ada.who, ada.appeal, true}});
        CHECK(doubles(db, bob.who, {picture(2, hash, "card")}).size() == 1);
        for (const int bits : {0, 1, 5, 8}) {
            const std::vector<Item> near{picture(2, changed(hash, bits), "edited")};
            CHECK(doubles(db, bob.who, near) ==
                  std::vector{Double{ItemId{2}, ada.who, ada.appeal, false}});
        }
        CHECK(doubles(db, bob.who, {picture(2, changed(hash, 9), "other")}).empty());
        CHECK(doubles(db, bob.who, {picture(2, {}, "other")}).empty());

        // One that does not count is not looked for.
        auto replaced = picture(2, hash, "card");
        replaced.status = Status::replaced;
        CHECK(doubles(db, bob.who, {replaced}).empty());
    });
}

TEST_CASE("pictures are forgotten after a year") {
    store::for_each_engine([](store::Scratch& scratch) {
        auto& db = scratch.database();
        const std::vector<Item> items{picture(1, random_hash(), "card")};
        remember(db, ada, items);
        const auto forget = [&](Time now) {
            std::function<std::int64_t(store::Transaction&)> act = [&](store::Transaction& tx) {
                return forget_pictures(tx, now);
            };
            return run(db.transact(AccountId{}, std::move(act)));
        };
        CHECK(forget(noon + pictures_remembered_for) == 0);
        CHECK(forget(noon + pictures_remembered_for + std::chrono::seconds{1}) == 6);
        CHECK(doubles(db, bob.who, items).empty());
    });
}
