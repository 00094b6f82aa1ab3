#include "signin/sweep_flow.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/run.h"
#include "signin/house_double.h"
#include "signin/session.h"

using namespace sparekey;
using namespace sparekey::signin;
using namespace std::chrono_literals;

namespace {

std::int64_t sweep_all(House& house) {
    std::int64_t accounts = 0;
    for (const auto& sweep : sweeps(house.settings)) {
        AccountId from{};
        while (true) {
            const auto swept = run(sweep_some(house.services, sweep, from, house.now()));
            if (swept.accounts == 0) break;
            accounts += swept.accounts;
            from = swept.next;
        }
    }
    return accounts;
}

void insert(House& house, AccountId who, std::string sql) {
    std::function<bool(store::Transaction&)> write = [&](store::Transaction& tx) {
        const auto digest = to_bytes(bytes_of(std::to_string(random_id())));
        tx.execute(sql, {who, tx.now(), digest});
        return true;
    };
    run(house.services.db.transact<bool>(who, std::move(write)));
}

void begin_session(House& house, AccountId who) {
    const auto token = account::Token::make(who);
    const auto session = new_session(token, Method::password, House::client("a"), house.now());
    std::function<bool(store::Transaction&)> write = [&](store::Transaction& tx) {
        tx.save(save_session(session));
        return true;
    };
    run(house.services.db.transact<bool>(who, std::move(write)));
}

void use_session(House& house, AccountId who, Time now) {
    std::function<bool(store::Transaction&)> write = [&](store::Transaction& tx) {
        tx.execute("UPDATE session SET seen_at = $2 WHERE account_id = $1", {who, now});
        return true;
    };
    run(house.services.db.transact<bool>(who, std::move(write)));
}

}  // namespace

TEST_CASE("what is over is deleted an hour later, and not a moment before") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        begin_session(house, ada.who);
        insert(house, ada.who,
               "INSERT INTO session (account_id, created_at, seen_at, proven_at, token_digest, "
               "browser_digest, session_id, level, method, client, agent) "
               "VALUES ($1, $2, $2, $2, $3, $3, 5, 0, 'password', '', '')");
        insert(house, ada.who,
               "INSERT INTO mailed_code (account_id, made_at, digest, purpose, browser_digest, "
               "detail) "
               "VALUES ($1, $2, $3, 'enable', $3, '')");
        insert(house, ada.who,
               "INSERT INTO link (account_id, made_at, expires_at, token_digest, purpose, detail) "
               "VALUES ($1, $2, $2, $3, 'relief', '')");
        insert(
            house, ada.who,
            "INSERT INTO generation (account_id, made_at, keep_until, body, generation_id, kind) "
            "VALUES ($1, $2, $2, $3, 7, 'replace')");
        insert(house, AccountId{random_id()},
               "INSERT INTO sign_up (account_id, made_at, browser_digest, email, email_digest, "
               "taken, code_digest, salt, "
               "memory_kib, passes, digest) VALUES ($1, $2, $3, 'x', $3, FALSE, $3, $3, 8, 1, $3)");

        house.clock.advance(1h);
        CHECK(sweep_all(house) == 0);
        house.clock.advance(1s);
        CHECK(sweep_all(house) == 2);  // The link and the generation, whose time was over at once.
        house.clock.advance(15min);
        CHECK(sweep_all(house) == 3);  // The challenge, the mailed code, the sign-up.
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0") == 1);
        house.clock.advance(45min);
        CHECK(sweep_all(house) == 1);
        for (const std::string table :
             {"session", "mailed_code", "link", "generation", "sign_up"}) {
            CHECK_MESSAGE(house.count("SELECT count(*) FROM " + table) == 0, table);
        }
        CHECK(house.count("SELECT count(*) FROM authenticator") == 1);
    });
}

TEST_CASE("a session that is used stays until its absolute end") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        begin_session(house, ada.who);
        use_session(house, ada.who, house.now() + 25h);
        house.clock.advance(25h);
        CHECK(sweep_all(house) == 0);
        house.clock.advance(1s);
        CHECK(sweep_all(house) == 1);
    });
}

TEST_CASE("a walk takes some accounts at a time and comes to all") {
    in_each_house([](House& house) {
        constexpr int accounts = swept_accounts_max + 5;
        for (int i = 0; i < accounts; ++i) {
            insert(
                house, AccountId{1'000 + i},
                "INSERT INTO link (account_id, made_at, expires_at, token_digest, purpose, detail) "
                "VALUES ($1, $2, $2, $3, 'relief', '')");
        }
        house.clock.advance(2h);
        const auto all = sweeps(house.settings);
        const auto links = std::ranges::find(all, std::string_view{"link"}, &Sweep::name);
        const auto first = run(sweep_some(house.services, *links, AccountId{}, house.now()));
        CHECK(first.accounts == swept_accounts_max);
        CHECK(run(sweep_some(house.services, *links, first.next, house.now())).accounts == 5);
        CHECK(house.count("SELECT count(*) FROM link") == 0);
    });
}
