#include <doctest/doctest.h>

#include "store/spending_double.h"

using namespace sparekey;
using namespace sparekey::store;

namespace {

const AccountId alice{7};
const AccountId nobody{9};
const Load load_authenticator{"SELECT version FROM authenticator WHERE account_id = $1"};

constexpr const char* reserve =
    "INSERT INTO email_index (email_digest, account_id) VALUES ($1, $2) ON CONFLICT (email_digest) "
    "DO NOTHING";

using Function = std::function<std::int64_t(Transaction&)>;

Ended<std::int64_t> ended(Database& db, AccountId account, Function f) {
    return end_of(db.transact<std::int64_t>(account, std::move(f)));
}

constexpr auto broken = Failure::Kind::broken;

}  // namespace

TEST_CASE("a transaction returns what its function does, and tells how many rows it touched") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        const Function f = [](Transaction& tx) { return tx.execute(reserve, {Bytes(2), 1}); };
        CHECK(ended(db, nobody, f) == Ended<std::int64_t>{1});
        CHECK(ended(db, nobody, f) == Ended<std::int64_t>{0});
    });
}

TEST_CASE("a transaction sees what it wrote, and RETURNING what it touched") {
    for_each_engine([](Scratch& scratch) {
        const Function f = [](Transaction& tx) {
            tx.execute(reserve, {Bytes(2), 5});
            const auto rows =
                tx.query("UPDATE email_index SET account_id = account_id + 1 RETURNING account_id");
            const auto again = tx.query("SELECT account_id FROM email_index");
            return rows.at(0).integer(0) * 100 + again.at(0).integer(0);
        };
        CHECK(ended(scratch.database(), nobody, f) == Ended<std::int64_t>{606});
    });
}

TEST_CASE("a new account's guard is made once") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        const Function make = [](Transaction& tx) -> std::int64_t {
            const bool had = tx.guard().has_value();
            tx.create_guard({0, 0, 12, 0, {}});
            return had ? 1 : 0;
        };
        CHECK(ended(db, alice, make) == Ended<std::int64_t>{0});
        CHECK(ended(db, alice, make) == Ended<std::int64_t>{broken});
        CHECK(run(db.load(alice, {})).guard->hold_until == 12);
    });
}

TEST_CASE("a transaction changes the guard it has won") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        const Function hold = [](Transaction& tx) {
            auto guard = *tx.guard();
            guard.hold_until += 5;
            tx.set_guard(guard);
            return guard.hold_until;
        };
        CHECK(ended(db, alice, hold) == Ended<std::int64_t>{5});
        CHECK(ended(db, alice, hold) == Ended<std::int64_t>{10});
        CHECK(run(db.load(alice, {})).guard->hold_until == 10);
    });
}

TEST_CASE("what the function throws rolls everything back") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        const Function f = [](Transaction& tx) -> std::int64_t {
            tx.execute("UPDATE authenticator SET version = 9 WHERE account_id = $1", {alice});
            tx.set_guard({1, 2, 3, 4, {}});
            throw std::domain_error{"no"};
        };
        CHECK_THROWS_AS(run(db.transact<std::int64_t>(alice, f)), std::domain_error);
        CHECK(last_step(db, alice) == 0);
        CHECK(run(db.load(alice, {})).guard == Guard{});
    });
}

TEST_CASE("a statement's failure cannot be swallowed") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        const Function f = [](Transaction& tx) -> std::int64_t {
            tx.execute(reserve, {Bytes(2), 5});
            try {
                tx.execute("INSERT INTO email_index (email_digest, account_id) VALUES ($1, $2)",
                           {Bytes(2), 6});
            } catch (const Failure&) {
                return 1;
            }
            return 0;
        };
        CHECK(ended(db, alice, f) == Ended<std::int64_t>{broken});
        const Function count = [](Transaction& tx) {
            return tx.query("SELECT COUNT(*) FROM email_index").at(0).integer(0);
        };
        CHECK(ended(db, alice, count) == Ended<std::int64_t>{0});
    });
}

TEST_CASE("a change that was decided before a transaction of its account is decided again") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        int decided = 0;
        Decide<std::int64_t> decide = [&](const Loaded& loaded, Time) {
            // On PostgreSQL the transaction slips in between load and save; SQLite's one writer has
            // it wait.
            if (++decided == 1 && scratch.engine() == Engine::postgresql) {
                const Function f = [](Transaction& tx) {
                    return tx.execute("UPDATE authenticator SET version = 40 WHERE account_id = $1",
                                      {alice});
                };
                CHECK(ended(db, alice, f) == Ended<std::int64_t>{1});
            }
            return Decision<std::int64_t>{loaded.rows.at(0).at(0).integer(0), loaded.guard, {}};
        };
        const auto seen =
            run(db.change<std::int64_t>(alice, {load_authenticator}, std::move(decide)));
        const bool postgres = scratch.engine() == Engine::postgresql;
        CHECK(decided == (postgres ? 2 : 1));
        CHECK(seen == (postgres ? 40 : 0));
    });
}

TEST_CASE("a reader sees one snapshot, and cannot write") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        using Ask = std::function<std::int64_t(Reader&)>;
        Ask twice = [&](Reader& reader) {
            const auto ask = [&] {
                return reader.query("SELECT version FROM authenticator").at(0).integer(0);
            };
            const auto before = ask();
            CHECK(run(spend_step(db, alice, 5)) == Verdict::accepted);
            return before * 100 + ask();
        };
        CHECK(run(db.read<std::int64_t>(std::move(twice))) == 0);
        CHECK(last_step(db, alice) == 5);
        Ask write = [](Reader& reader) -> std::int64_t {
            reader.query("UPDATE authenticator SET version = 6");
            return 0;
        };
        CHECK(
            std::holds_alternative<Failure::Kind>(end_of(db.read<std::int64_t>(std::move(write)))));
        CHECK(last_step(db, alice) == 5);
    });
}
