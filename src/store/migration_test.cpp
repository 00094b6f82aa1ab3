#include "store/migration.h"

#include <doctest/doctest.h>

#include "store/spending_double.h"
#include "store/sqlite.h"

using namespace sparekey;
using namespace sparekey::store;

namespace {

void execute(Database& db, std::string_view sql, Values values = {}) {
    std::function<void(Transaction&)> f = [&](Transaction& tx) { tx.execute(sql, values); };
    run(db.transact<void>(AccountId{1}, std::move(f)));
}

std::string refusal(const std::function<void()>& f) {
    try {
        f();
    } catch (const Failure& failure) {
        CHECK(failure.kind() == Failure::Kind::refused);
        return failure.what();
    }
    return "";
}

}  // namespace

TEST_CASE("migrations run once, and say when they have not") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        CHECK_FALSE(db.unready());
        db.migrate();
        open_account(db, AccountId{1});
        db.migrate();
        CHECK(last_step(db, AccountId{1}) == 0);
        execute(db, "DELETE FROM migration WHERE number = $1", {newest_schema()});
        scratch.reopen();
        CHECK(scratch.database().unready()->find("run sparekeyd migrate") != std::string::npos);
    });
}

TEST_CASE("a schema newer than the program is refused, when opened and when migrated") {
    for_each_engine([](Scratch& scratch) {
        execute(scratch.database(), "INSERT INTO migration (number, applied_at) VALUES ($1, 0)",
                {newest_schema() + 1});
        CHECK(refusal([&] { scratch.database().migrate(); }).find("start the newer program") !=
              std::string::npos);
        CHECK(refusal([&] { scratch.reopen(); }).find("start the newer program") !=
              std::string::npos);
    });
}

TEST_CASE("a statement that the engine does not take is found before it is used") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        CHECK(refusal([&] { db.check(); }).find("child") !=
              std::string::npos);  // save_child's table.
        make_family(db);
        CHECK(refusal([&] { db.check(); }) == "");
    });
}

TEST_CASE("a second daemon on the same SQLite file is refused") {
    Scratch scratch{Engine::sqlite_disk};
    CHECK(refusal([&] { (void)scratch.open_another(); }).find(".lock is locked") !=
          std::string::npos);
    scratch.close();
    CHECK_NOTHROW((void)scratch.open_another());
}

TEST_CASE("beside a daemon its SQLite file is read, and never written") {
    Scratch scratch{Engine::sqlite_disk};
    auto& db = scratch.database();
    open_account(db, AccountId{1});
    SqliteOptions options;
    options.path = scratch.place() + "/sparekey.db";
    const auto beside = open_sqlite_beside(options);
    CHECK(last_step(*beside, AccountId{1}) == 0);
    CHECK(run(spend_step(db, AccountId{1}, 7)) == Verdict::accepted);
    CHECK(last_step(*beside, AccountId{1}) == 7);
    CHECK_THROWS_AS(static_cast<void>(run(spend_step(*beside, AccountId{1}, 8))), Failure);
    CHECK_THROWS_AS(execute(*beside, "DELETE FROM guard"), Failure);
    CHECK_THROWS_AS(beside->migrate(), Failure);
    CHECK(last_step(db, AccountId{1}) == 7);

    execute(db, "DELETE FROM migration WHERE number = $1", {newest_schema()});
    CHECK(refusal([&] { (void)open_sqlite_beside(options); }).find("older") != std::string::npos);
}

TEST_CASE("a file that is no database is refused") {
    Scratch scratch{Engine::sqlite_disk};
    SqliteOptions options;
    options.path = "/etc/hostname/sparekey.db";
    CHECK(refusal([&] { (void)open_sqlite(options); }) != "");
    options.path = scratch.place() + "/sparekey.db.lock";
    scratch.close();
    {
        std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(options.path.c_str(), "w"),
                                                             std::fclose};
        std::fputs(std::string(4096, 'x').c_str(), file.get());
    }
    CHECK(refusal([&] { (void)open_sqlite(options); }) != "");
}

TEST_CASE("a database in memory needs no file, and leaves none") {
    SqliteOptions options;
    options.path = ":memory:";
    const auto db = open_sqlite(options);
    db->migrate();
    open_account(*db, AccountId{1});
    CHECK(run(spend_step(*db, AccountId{1}, 1)) == Verdict::accepted);
}
