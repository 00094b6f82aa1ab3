#include "store/database.h"

#include <doctest/doctest.h>

#include "store/spending_double.h"

using namespace sparekey;
using namespace sparekey::store;

namespace {

const AccountId alice{7};
const AccountId bob{8};
const AccountId nobody{9};

const Load load_line_kinds{
    "SELECT kind FROM journal WHERE account_id = $1 AND kind <> $2 ORDER BY line_id"};
const Save clear_lines{"DELETE FROM journal WHERE account_id = $1 AND @won"};
const Save save_sign_up{
    "INSERT INTO sign_up (account_id, browser_digest, email, email_digest, taken, code_digest, "
    "made_at, salt, memory_kib,"
    " passes, digest) SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 WHERE @won"};
const Load load_sign_up{"SELECT email, digest, taken, made_at FROM sign_up WHERE account_id = $1"};
const Save save_no_name{
    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail)"
    " SELECT $3, $1, 0, 0, NULL, '', '' WHERE @won"};

Values sign_up_values(const std::string& email, const Bytes& digest, bool taken) {
    return {Bytes(4),          email,    Bytes(2), taken, Bytes(3),
            Time{Duration{5}}, Bytes(1), 19456,    2,     digest};
}

// Writes the guard back as it was, and one save beside it.
Awaitable<Verdict> save_one(Database& db, AccountId account, SaveCall call) {
    Decide<Verdict> decide = [call](const Loaded& loaded, Time) {
        return Decision<Verdict>{Verdict::accepted, loaded.guard, {call}};
    };
    return db.change<Verdict>(account, {}, std::move(decide));
}

}  // namespace

TEST_CASE("what a change saved, the next one loads") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        for (std::int64_t step = 1; step < 4; ++step) {
            CHECK(run(spend_step(db, alice, step)) == Verdict::accepted);
            CHECK(run(spend_step(db, alice, step)) == Verdict::already_used);
        }
        CHECK(last_step(db, alice) == 3);
        CHECK(lines(db, alice) == 6);
    });
}

TEST_CASE("loads take arguments of their own, and come back in their order") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        run(spend_step(db, alice, 1));
        run(spend_step(db, alice, 1));
        std::vector<LoadCall> calls;
        calls.emplace_back(load_line_kinds, Values{"accepted"});
        calls.emplace_back(load_sign_up);
        calls.emplace_back(load_line_kinds, Values{"refused"});
        const auto loaded = run(db.load(alice, std::move(calls)));
        REQUIRE(loaded.rows.size() == 3);
        CHECK(loaded.rows[0].at(0).text(0) == "refused");
        CHECK(loaded.rows[1].empty());
        CHECK(loaded.rows[2].at(0).text(0) == "accepted");
    });
}

TEST_CASE("every kind of value comes back as it went") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        open_account(db, bob);
        const std::string words = "Zoë \xf0\x9f\x94\x91 '\"\\";
        Bytes octets;
        for (int i = 0; i < 256; ++i) octets.push_back(static_cast<std::byte>(i));
        run(save_one(db, alice, {save_sign_up, sign_up_values(words, octets, true)}));
        run(save_one(db, bob, {save_sign_up, sign_up_values("", Bytes{}, false)}));
        const auto full = run(db.load(alice, {load_sign_up})).rows.at(0).at(0);
        CHECK(full.text(0) == words);
        CHECK(full.bytes(1) == octets);
        CHECK(full.boolean(2));
        CHECK(full.time(3) == Time{Duration{5}});
        const auto empty = run(db.load(bob, {load_sign_up})).rows.at(0).at(0);
        CHECK(empty.text(0).empty());
        CHECK_FALSE(empty.is_null(1));
        CHECK(empty.bytes(1).empty());
        CHECK_FALSE(empty.boolean(2));
    });
}

TEST_CASE("extreme integers and NULL pass unharmed") {
    for_each_engine([](Scratch& scratch) {
        std::function<Rows(Reader&)> ask = [](Reader& reader) {
            constexpr auto least = std::numeric_limits<std::int64_t>::min();
            constexpr auto most = std::numeric_limits<std::int64_t>::max();
            return reader.query("SELECT CAST($2 AS BIGINT), CAST($1 AS BIGINT), CAST($3 AS TEXT)",
                                {most, least, Null{}});
        };
        const auto row = run(scratch.database().read<Rows>(std::move(ask))).at(0);
        CHECK(row.integer(0) == std::numeric_limits<std::int64_t>::min());
        CHECK(row.integer(1) == std::numeric_limits<std::int64_t>::max());
        CHECK(row.is_null(2));
    });
}

TEST_CASE("text with a NUL is refused by both engines alike") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        const std::string words{"a\0b", 3};
        const SaveCall call{save_sign_up, sign_up_values(words, Bytes{}, false)};
        CHECK(end_of(save_one(db, alice, call)) == Ended<Verdict>{Failure::Kind::broken});
        CHECK(run(spend_step(db, alice, 1)) == Verdict::accepted);
    });
}

TEST_CASE("an account without a guard loads as none, and its change writes nothing") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        Decide<bool> decide = [](const Loaded& loaded, Time) {
            return Decision<bool>{!loaded.guard.has_value(), {}, {}};
        };
        CHECK(run(db.change<bool>(nobody, {}, std::move(decide))));
        CHECK_FALSE(run(db.load(nobody, {})).guard);
    });
}

TEST_CASE("the guard keeps every column") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        const Guard full{1, -2, std::numeric_limits<std::int64_t>::max(),
                         4, 5,  Bytes(3, std::byte{0xfe})};
        Decide<bool> decide = [&full](const Loaded&, Time) {
            return Decision<bool>{true, full, {}};
        };
        run(db.change<bool>(alice, {}, std::move(decide)));
        CHECK(run(db.load(alice, {})).guard == full);
    });
}

TEST_CASE(
    "a statement that touches another number of rows than it states is a bug, not an outcome") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        run(spend_step(db, alice, 1));
        run(spend_step(db, alice, 2));
        CHECK(end_of(save_one(db, alice, {clear_lines, {}, 1})) ==
              Ended<Verdict>{Failure::Kind::broken});
        CHECK(end_of(save_one(db, alice, {clear_lines, {}, any_rows})) ==
              Ended<Verdict>{Verdict::accepted});
        CHECK(lines(db, alice) == 0);
        CHECK(end_of(save_one(db, alice, {clear_lines, {}, 0})) ==
              Ended<Verdict>{Verdict::accepted});
    });
}

TEST_CASE("a change whose statement fails writes nothing, not even its guard") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        Decide<Verdict> decide = [](const Loaded& loaded, Time) {
            Decision<Verdict> decision{Verdict::accepted, loaded.guard, {}};
            decision.guard->hold_until = 99;
            decision.save.emplace_back(save_no_name, Values{random_id()});
            return decision;
        };
        CHECK(end_of(db.change<Verdict>(alice, {}, std::move(decide))) ==
              Ended<Verdict>{Failure::Kind::broken});
        CHECK(run(db.load(alice, {})).guard == Guard{});
    });
}

TEST_CASE("too few or too many arguments are the statement's own fault") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        CHECK(end_of(save_one(db, alice, {save_no_name, {}})) ==
              Ended<Verdict>{Failure::Kind::broken});
        CHECK(end_of(save_one(db, alice, {save_no_name, {1, 2, 3}})) ==
              Ended<Verdict>{Failure::Kind::broken});
        const auto short_load = [&] { run(db.load(alice, {load_line_kinds})); };
        CHECK_THROWS_AS(short_load(), Failure);
        CHECK(run(spend_step(db, alice, 1)) == Verdict::accepted);
    });
}

TEST_CASE("what a decision throws reaches its caller, and the others go on") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        Decide<Verdict> decide = [](const Loaded&, Time) -> Decision<Verdict> {
            throw std::domain_error{"no"};
        };
        CHECK_THROWS_AS(run(db.change<Verdict>(alice, {}, std::move(decide))), std::domain_error);
        CHECK(run(spend_step(db, alice, 1)) == Verdict::accepted);
    });
}

TEST_CASE("one failing change in a batch leaves the others saved") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        std::vector<Awaitable<Verdict>> all;
        Gate gate;
        for (std::int64_t i = 0; i < 40; i += 2) open_account(db, AccountId{100 + i});
        // All accounts are even, so that one shard has them all, and its gate holds them back into
        // one batch.
        for (std::int64_t i = 0; i < 40; i += 2) {
            const AccountId account{100 + i};
            if (i % 8 == 0)
                all.push_back(save_one(db, account, {save_no_name, {random_id()}}));
            else
                all.push_back(spend_step(db, account, 1));
        }
        std::thread holder{[&] { run(gate.hold(db, AccountId{50})); }};
        gate.wait_until_held();
        const auto ended = run_all(std::move(all), [&] { gate.open(); });
        holder.join();
        CHECK(count_of(ended, {Failure::Kind::broken}) == 5);
        CHECK(count_of(ended, {Verdict::accepted}) == 15);
        for (std::int64_t i = 0; i < 40; i += 2) {
            CHECK(last_step(db, AccountId{100 + i}) == (i % 8 == 0 ? 0 : 1));
        }
    });
}

TEST_CASE("a constraint that is checked at the commit fails its owner alone") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        make_family(db);
        std::vector<Awaitable<Verdict>> all;
        for (std::int64_t i = 0; i < 10; i += 2) open_account(db, AccountId{100 + i});
        for (std::int64_t i = 0; i < 10; i += 2) {
            if (i == 4)
                all.push_back(save_one(db, AccountId{100 + i}, {save_child, {1}}));
            else
                all.push_back(spend_step(db, AccountId{100 + i}, 1));
        }
        const auto ended = run_all(std::move(all));
        CHECK(count_of(ended, {Failure::Kind::broken}) == 1);
        CHECK(count_of(ended, {Verdict::accepted}) == 4);
        std::function<std::int64_t(Transaction&)> orphan = [](Transaction& tx) {
            return tx.execute("INSERT INTO child (parent) VALUES (1)");
        };
        CHECK(end_of(db.transact<std::int64_t>(nobody, orphan)) ==
              Ended<std::int64_t>{Failure::Kind::broken});
    });
}
