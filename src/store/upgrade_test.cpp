// A database of an earlier schema, with what it held, is brought to this one.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "store/migration.h"
#include "store/postgres/rival_double.h"
#include "store/spending_double.h"
#include "store/sqlite/connection.h"
#include "store/text.h"

using namespace sparekey;
using namespace sparekey::store;

namespace {

// The number of the last migration before `name`.
int before(std::string_view name) {
    const auto all = migrations();
    const auto found = std::ranges::find_if(
        all, [name](const Migration& one) { return one.name.ends_with(name); });
    REQUIRE(found != all.end());
    return found->number - 1;
}

// The scratch as the program of schema `number` would have left it, with `rows`. Closed afterwards.
void make_old(Scratch& scratch, int number, const std::string& rows) {
    const bool sqlite = scratch.engine() != Engine::postgresql;
    std::string script{migration_table};
    script += ";\n";
    for (const auto& migration : migrations().first(static_cast<std::size_t>(number))) {
        script += migration_text(migration.sql, sqlite ? Dialect::sqlite : Dialect::postgresql) +
                  "\nINSERT INTO migration VALUES (" + std::to_string(migration.number) + ", 0);\n";
    }
    script += rows;
    scratch.close();
    if (sqlite) {
        for (const auto& file : std::filesystem::directory_iterator{scratch.place()})
            std::filesystem::remove(file);
        sqlite::ConnectionOptions options;
        options.path = scratch.place() + "/sparekey.db";
        options.writable = true;
        sqlite::Connection{options}.run(script);
        return;
    }
    postgres::Rival rival{scratch};
    rival.execute("DROP SCHEMA " + scratch.place() + " CASCADE");
    rival.execute("CREATE SCHEMA " + scratch.place());
    rival.execute(script);
}

std::int64_t number(Database& db, std::string sql) {
    std::function<std::int64_t(Reader&)> ask = [&sql](Reader& reader) {
        const auto rows = reader.query(sql);
        return rows.empty() ? -1 : rows[0].integer(0);
    };
    return run(db.read<std::int64_t>(std::move(ask)));
}

}  // namespace

TEST_CASE("an upgrade keeps spent steps and sessions, and forgets who stood between two steps") {
    for (const auto engine : engines()) {
        DOCTEST_INFO("on " << std::string{name_of(engine)});
        Scratch scratch{engine};
        make_old(scratch, before("sign_in_rows"),
                 "INSERT INTO guard (account_id, write_id, budgets) VALUES (7, 1, ''), (8, 2, '');"
                 "INSERT INTO authenticator (account_id, version, sealed_key, last_step, "
                 "enabled_at) VALUES (7, 3, '', 56, 0);"
                 "INSERT INTO session VALUES (7, 'a', 1, 2, 'authenticator', 1, 1, 1, '', '', '');"
                 "INSERT INTO challenge VALUES (7, 'b', 1, 0, '', 1);");
        scratch.reopen();
        auto& db = scratch.database();
        CHECK(db.unready().has_value());
        db.migrate();
        CHECK_FALSE(db.unready().has_value());
        CHECK(number(db, "SELECT last_step FROM guard WHERE account_id = 7") == 56);
        CHECK(number(db, "SELECT last_step FROM guard WHERE account_id = 8") == 0);
        CHECK(number(db, "SELECT version FROM authenticator WHERE account_id = 7") == 3);
        CHECK(number(db, "SELECT COUNT(*) FROM session") == 1);
        CHECK(number(db, "SELECT level FROM session WHERE account_id = 7") == 2);
    }
}
