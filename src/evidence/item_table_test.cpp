#include "evidence/item_table.h"

#include <doctest/doctest.h>

#include "base/run.h"
#include "store/scratch.h"

using namespace sparekey;
using namespace sparekey::evidence;

namespace {

const AccountId ada{7};
const AppealId appeal{11}, another{12};

Item picture(std::int64_t id) {
    Item item;
    item.id = ItemId{id};
    item.kind = Kind::id_front;
    item.captured = Captured::camera;
    item.media = Media::webp;
    item.at = from_micros(1'700'000'000'000'000 + id);
    item.sha256 = crypto::sha256(bytes_of("octets"));
    return item;
}

void open_account(store::Database& db) {
    std::function<void(store::Transaction&)> open = [](store::Transaction& tx) {
        tx.create_guard({});
    };
    run(db.transact<void>(ada, std::move(open)));
}

void save(store::Database& db, std::vector<store::SaveCall> calls) {
    std::function<void(store::Transaction&)> all = [&](store::Transaction& tx) {
        for (const auto& call : calls) tx.save(call);
    };
    run(db.transact<void>(ada, std::move(all)));
}

std::vector<Item> items_of(store::Database& db, AppealId which = appeal) {
    std::vector<store::LoadCall> loads{load_items(which)};
    return read_items(run(db.load(ada, std::move(loads))).rows.at(0));
}

}  // namespace

TEST_CASE("an item is kept as it was sent, and takes what was seen of it") {
    store::for_each_engine([](store::Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db);
        save(db, {insert_item(appeal, picture(1)), insert_item(another, picture(2))});

        auto items = items_of(db);
        REQUIRE(items.size() == 1);
        CHECK(items[0].media == Media::webp);
        CHECK(items[0].captured == Captured::camera);
        CHECK_FALSE(items[0].picture_hash);

        auto seen = items[0];
        seen.status = Status::good;
        seen.width = 3000;
        seen.advice.dark = true;
        seen.picture_hash = 0xfedcba9876543210;
        save(db, {update_item(appeal, seen)});
        items = items_of(db);
        CHECK(items[0].status == Status::good);
        CHECK(items[0].width == 3000);
        CHECK(items[0].advice.dark);
        CHECK(items[0].picture_hash == 0xfedcba9876543210);
        CHECK(items[0].sha256 == picture(1).sha256);
    });
}

TEST_CASE("a video's chunks go with it, and an appeal's items with the appeal") {
    store::for_each_engine([](store::Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db);
        Chunk first{0, 100, crypto::sha256(bytes_of("a")), from_micros(5)};
        Chunk second{1, 200, crypto::sha256(bytes_of("b")), from_micros(6)};
        save(db, {insert_item(appeal, picture(1)), insert_item(appeal, picture(2)),
                  insert_chunk(appeal, ItemId{1}, second), insert_chunk(appeal, ItemId{1}, first)});
        std::vector<store::LoadCall> loads{load_chunks(appeal, ItemId{1})};
        const auto chunks = read_chunks(run(db.load(ada, loads)).rows.at(0));
        REQUIRE(chunks.size() == 2);
        CHECK(chunks[1].octets == 200);

        save(db, delete_item(appeal, ItemId{1}));
        CHECK(read_chunks(run(db.load(ada, loads)).rows.at(0)).empty());
        CHECK(items_of(db).size() == 1);
        save(db, delete_items(appeal));
        CHECK(items_of(db).empty());
    });
}
