// A save whose answer is lost: it lands once, whatever the wire and the server's locks do, or its
// caller hears "unknown".
#include <doctest/doctest.h>

#include <thread>

#include "store/postgres/proxy_double.h"
#include "store/postgres/rival_double.h"
#include "store/spending_double.h"

using namespace sparekey;
using namespace sparekey::store;
using namespace sparekey::store::postgres;

namespace {

const AccountId alice{7};

const Load load_authenticator{"SELECT version FROM authenticator WHERE account_id = $1"};
const Save save_next{
    "UPDATE authenticator SET version = version + 1 WHERE account_id = $1 AND @won"};

// A database behind a proxy, and a change that counts one up: applied twice, it would count two.
class Scene {
   public:
    Scene() : rival(scratch), application(unique_application()) {
        auto options = options_for(scratch, application);
        options.url += proxy.host();
        options.lock_wait = std::chrono::minutes{5};  // Nobody gives up a lock here.
        options.answer_wait = std::chrono::minutes{5};
        options.limits.deadline = std::chrono::minutes{5};
        database = open_postgres(std::move(options));
        open_account(*database, alice);
        count_up();  // Everything is prepared now: what is held later is a whole save and nothing
                     // else.
        REQUIRE(last_step(scratch.database(), alice) == 1);
        decisions = 0;
    }

    Ended<Verdict> count_up(const std::function<void()>& when_decided = [] {}) {
        Decide<Verdict> decide = [&](const Loaded& loaded, Time) {
            if (++decisions == 1) when_decided();
            return Decision<Verdict>{Verdict::accepted, loaded.guard, {{save_next, {}}}};
        };
        return end_of(database->change<Verdict>(alice, {load_authenticator}, std::move(decide)));
    }

    // The change, on a thread of its own.
    void begin(const std::function<void()>& when_decided = [] {}) {
        caller = std::thread{[this, when_decided] { ended = count_up(when_decided); }};
    }
    Ended<Verdict> end() {
        caller.join();
        return ended;
    }

    Scratch scratch{Engine::postgresql};
    Proxy proxy;
    Rival rival;
    const std::string application;
    std::unique_ptr<Database> database;
    std::thread caller;
    Ended<Verdict> ended = Failure::Kind::refused;
    std::atomic<int> decisions = 0;
};

const Ended<Verdict> accepted = Verdict::accepted;

}  // namespace

TEST_CASE("a save that never reached the server is fenced off, repeated, and cannot land later") {
    Scene scene;
    scene.begin([&] { scene.proxy.hold(); });
    scene.proxy.wait_until_held("s" + std::to_string(save_next.number()));
    scene.proxy.cut();
    CHECK(scene.end() == accepted);
    CHECK(scene.decisions == 2);
    CHECK(last_step(scene.scratch.database(), alice) == 2);
    scene.proxy.finish_zombies();
    CHECK(last_step(scene.scratch.database(), alice) == 2);
}

TEST_CASE("a save that waits for a lock when its client dies is waited for, and not repeated") {
    Scene scene;
    scene.rival.execute("BEGIN");
    scene.rival.execute("UPDATE guard SET budgets = budgets WHERE account_id = 7");
    scene.begin();
    scene.rival.wait_until_waiting(scene.application, 1);
    scene.proxy.cut();
    scene.rival.wait_until_waiting(scene.application,
                                   2);  // The zombie, and the fence or whatever came after it.
    scene.rival.execute("ROLLBACK");
    CHECK(scene.end() == accepted);
    CHECK(scene.decisions == 1);
    CHECK(last_step(scene.scratch.database(), alice) == 2);
}

TEST_CASE("a save that has the guard and waits for another row is waited for as well") {
    Scene scene;
    scene.rival.execute("BEGIN");
    scene.rival.execute("UPDATE authenticator SET version = version WHERE account_id = 7");
    scene.begin();
    scene.rival.wait_until_waiting(scene.application, 1);
    scene.proxy.cut();
    scene.rival.wait_until_waiting(scene.application, 2);
    scene.rival.execute("ROLLBACK");
    CHECK(scene.end() == accepted);
    CHECK(scene.decisions == 1);
    CHECK(last_step(scene.scratch.database(), alice) == 2);
}

TEST_CASE("a commit whose answer is lost is found to have landed") {
    Scene scene;
    const auto before = scene.rival.ask("SELECT write_id FROM guard WHERE account_id = 7");
    scene.begin([&] { scene.proxy.mute(); });
    while (scene.rival.ask("SELECT write_id FROM guard WHERE account_id = 7") == before)
        std::this_thread::yield();
    scene.proxy.cut();
    CHECK(scene.end() == accepted);
    CHECK(scene.decisions == 1);
    CHECK(last_step(scene.scratch.database(), alice) == 2);
}

TEST_CASE("when somebody else has changed the account since, the caller hears that it is unknown") {
    Scene scene;
    const auto before = scene.rival.ask("SELECT write_id FROM guard WHERE account_id = 7");
    scene.begin([&] { scene.proxy.mute(); });
    while (scene.rival.ask("SELECT write_id FROM guard WHERE account_id = 7") == before)
        std::this_thread::yield();
    CHECK(run(spend_step(scene.scratch.database(), alice, 50)) == Verdict::accepted);
    scene.proxy.cut();
    CHECK(scene.end() == Ended<Verdict>{Failure::Kind::unknown});
    CHECK(scene.decisions == 1);
    CHECK(last_step(scene.scratch.database(), alice) == 50);
}

TEST_CASE("a transaction's COMMIT whose answer is lost is found by the guard it won, or unknown") {
    Scene scene;
    const auto lose_commit = [&](AccountId account, const Bytes& digest) {
        std::function<std::int64_t(Transaction&)> f = [&](Transaction& tx) {
            const auto touched = tx.execute(
                "INSERT INTO email_index (email_digest, account_id) VALUES ($1, 1)", {digest});
            scene.proxy.mute();
            return touched;
        };
        Ended<std::int64_t> ended = Failure::Kind::refused;
        std::thread caller{
            [&] { ended = end_of(scene.database->transact<std::int64_t>(account, f)); }};
        const auto sql =
            "SELECT 1 FROM email_index WHERE email_digest = '\\x" + to_hex(digest) + "'";
        while (scene.rival.ask(sql) != "1") std::this_thread::yield();
        scene.proxy.cut();
        caller.join();
        return ended;
    };
    CHECK(lose_commit(alice, Bytes(1)) == Ended<std::int64_t>{1});
    // Without a guard nothing tells whether it landed. It did, once, and is not run again.
    const AccountId nobody{8};
    CHECK(lose_commit(nobody, Bytes(2)) == Ended<std::int64_t>{Failure::Kind::unknown});
    CHECK(scene.rival.ask("SELECT COUNT(*) FROM email_index") == "2");
}

TEST_CASE("connections that died while nobody used them are replaced without anybody noticing") {
    Scene scene;
    std::function<std::int64_t(Reader&)> ask = [](Reader& reader) {
        return reader.query("SELECT COUNT(*) FROM authenticator").at(0).integer(0);
    };
    std::function<std::int64_t(Transaction&)> touch = [](Transaction& tx) {
        return tx.execute("UPDATE authenticator SET version = version + 1 WHERE account_id = $1",
                          {alice});
    };
    for (int round = 0; round < 2; ++round) {
        scene.proxy.cut();
        CHECK(scene.count_up() == accepted);
        scene.proxy.cut();
        CHECK(run(scene.database->read<std::int64_t>(ask)) == 1);
        scene.proxy.cut();
        CHECK(run(scene.database->transact<std::int64_t>(alice, touch)) == 1);
    }
    CHECK(last_step(*scene.database, alice) == 5);
}
