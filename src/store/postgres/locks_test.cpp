// Other transactions on the same rows: torn loads, stuck locks, sessions that would be set up
// otherwise.
#include <doctest/doctest.h>

#include <thread>

#include "store/postgres/rival_double.h"
#include "store/spending_double.h"

using namespace sparekey;
using namespace sparekey::store;
using namespace sparekey::store::postgres;

namespace {

const AccountId alice{7};
const AccountId bob{8};

const Load load_authenticator{"SELECT version FROM authenticator WHERE account_id = $1"};
const Load load_locked{"SELECT email FROM sign_up WHERE account_id = $1"};
const Save save_step{"UPDATE authenticator SET version = $3 WHERE account_id = $1 AND @won"};

}  // namespace

TEST_CASE("a load is one state of the account: a code spent while it is read is not spent again") {
    Scratch scratch{Engine::postgresql};
    const auto application = unique_application();
    auto options = options_for(scratch, application);
    options.lock_wait = std::chrono::minutes{5};
    const auto db = open_postgres(std::move(options));
    Rival rival{scratch};
    open_account(*db, alice);
    // Both are prepared now, which would wait for the table too, before the load has begun.
    Decide<Verdict> look = [](const Loaded&, Time) {
        return Decision<Verdict>{Verdict::already_used, {}, {}};
    };
    CHECK(run(db->change<Verdict>(alice, {load_authenticator, load_locked}, look)) ==
          Verdict::already_used);
    // The change's load stops between its statements for as long as this lasts.
    rival.execute("BEGIN");
    rival.execute("LOCK TABLE sign_up IN ACCESS EXCLUSIVE MODE");

    Decide<Verdict> decide = [](const Loaded& loaded, Time) {
        if (loaded.rows.at(0).at(0).integer(0) >= 1)
            return Decision<Verdict>{Verdict::already_used, {}, {}};
        return Decision<Verdict>{Verdict::accepted, loaded.guard, {{save_step, {1}}}};
    };
    Ended<Verdict> ended = Failure::Kind::refused;
    std::thread slow{[&] {
        std::vector<LoadCall> calls{load_authenticator, load_locked};
        ended = end_of(db->change<Verdict>(alice, std::move(calls), decide));
    }};
    rival.wait_until_waiting(application, 1);
    CHECK(run(spend_step(scratch.database(), alice, 1)) == Verdict::accepted);
    rival.execute("ROLLBACK");
    slow.join();
    CHECK(ended == Ended<Verdict>{Verdict::already_used});
}

TEST_CASE("a stuck lock costs its own account a 503, and the others at most a wait") {
    Scratch scratch{Engine::postgresql};
    auto options = options_for(scratch, unique_application());
    options.lock_wait = std::chrono::milliseconds{50};
    const auto db = open_postgres(std::move(options));
    Rival rival{scratch};
    open_account(*db, alice);
    open_account(*db, bob);
    for (const auto* table : {"guard", "authenticator"}) {
        const auto step = last_step(*db, bob) + 1;
        rival.execute("BEGIN");
        rival.execute(std::string{"SELECT 1 FROM "} + table + " WHERE account_id = 7 FOR UPDATE");
        std::vector<Awaitable<Verdict>> all;
        all.push_back(spend_step(*db, alice, step));
        all.push_back(spend_step(*db, bob, step));
        const auto ended = run_all(std::move(all));
        CHECK(ended[0] == Ended<Verdict>{Failure::Kind::busy});
        CHECK(ended[1] == Ended<Verdict>{Verdict::accepted});
        rival.execute("ROLLBACK");
        CHECK(run(spend_step(*db, alice, step)) == Verdict::accepted);
    }
}

TEST_CASE("a transaction that meets a lock begins anew, and gives up in the end") {
    Scratch scratch{Engine::postgresql};
    auto options = options_for(scratch, unique_application());
    options.lock_wait = std::chrono::milliseconds{20};
    options.limits.attempts_max = 3;
    const auto db = open_postgres(std::move(options));
    Rival rival{scratch};
    open_account(*db, alice);
    rival.execute("BEGIN");
    rival.execute("SELECT 1 FROM authenticator WHERE account_id = 7 FOR UPDATE");
    int runs = 0;
    std::function<std::int64_t(Transaction&)> f = [&](Transaction& tx) {
        if (++runs == 4) rival.execute("ROLLBACK");  // The second transact's first run.
        return tx.execute("UPDATE authenticator SET version = 3 WHERE account_id = $1", {alice});
    };
    CHECK(end_of(db->transact<std::int64_t>(alice, f)) == Ended<std::int64_t>{Failure::Kind::busy});
    CHECK(runs == 3);
    CHECK(end_of(db->transact<std::int64_t>(alice, f)) == Ended<std::int64_t>{1});
}

TEST_CASE("a session is what the store needs, whatever the server or the address sets") {
    Scratch scratch{Engine::postgresql};
    auto options = options_for(scratch, "hostile");
    const auto schema = options.url.find("-c search_path");
    options.url.insert(schema,
                       "-c synchronous_commit=off -c default_transaction_isolation=serializable"
                       " -c bytea_output=escape -c statement_timeout=60000 ");
    const auto db = open_postgres(std::move(options));
    const auto setting = [&](const std::string& name) {
        std::function<std::string(Transaction&)> f = [&](Transaction& tx) {
            return tx.query("SELECT current_setting($1)", {name}).at(0).text(0);
        };
        return run(db->transact<std::string>(alice, std::move(f)));
    };
    CHECK(setting("synchronous_commit") == "on");
    CHECK(setting("transaction_isolation") == "read committed");
    CHECK(setting("bytea_output") == "hex");
    CHECK(setting("statement_timeout") == "0");
    CHECK(setting("lock_timeout") == "500ms");
}

TEST_CASE(
    "an address that is none is refused, a server that does not answer is a failure of the world") {
    PostgresOptions options;
    options.url = "postgresql://[";
    const auto kind = [&] {
        try {
            (void)open_postgres(options);
        } catch (const Failure& failure) {
            return failure.kind();
        }
        return Failure::Kind::busy;
    };
    CHECK(kind() == Failure::Kind::refused);
    options.url = "host=/nowhere user=nobody";
    CHECK(kind() == Failure::Kind::unavailable);
}
