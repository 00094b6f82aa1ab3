#include "store/database.h"

#include <doctest/doctest.h>

#include "base/run.h"
#include "store/scratch.h"

using namespace sparekey;
using namespace sparekey::store;

namespace {

const AccountId alice{7};
const Load load_key{"SELECT version, sealed_key, last_step FROM authenticator WHERE account_id = $1"};
const Save save_step{"UPDATE authenticator SET last_step = $3 WHERE account_id = $1 AND @won"};
const Save save_line{
    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail)"
    " SELECT $3, $1, $4, $5, $6, '', '' WHERE @won"};

void sign_up(Database& db, AccountId account) {
    std::function<void(Transaction&)> f = [](Transaction& tx) {
        REQUIRE_FALSE(tx.guard());
        tx.create_guard({});
        tx.execute(
            "INSERT INTO authenticator (account_id, version, sealed_key, last_step, enabled_at)"
            " VALUES ($1, $2, $3, $4, $5)",
            {alice, 1, Bytes(20), 0, 0});
    };
    run(db.transact<void>(account, std::move(f)));
}

}  // namespace

TEST_CASE("what a change saved, the next one loads") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        sign_up(db, alice);
        for (std::int64_t step = 1; step < 4; ++step) {
            Decide<bool> decide = [step](const Loaded& loaded, Time now) {
                Decision<bool> decision;
                decision.outcome = loaded.rows.at(0).at(0).integer(2) == step - 1;
                decision.guard = loaded.guard;
                decision.guard->journal_head = step;
                decision.save.emplace_back(save_step, Values{step});
                decision.save.emplace_back(save_line, Values{step, loaded.guard->journal_head, now, "spent"});
                return decision;
            };
            std::vector<LoadCall> loads{load_key};
            CHECK(run(db.change<bool>(alice, std::move(loads), std::move(decide))));
        }
        const auto found = run(db.load(alice, {load_key}));
        CHECK(found.guard->journal_head == 3);
        CHECK(found.rows.at(0).at(0).integer(2) == 3);
        CHECK(found.rows.at(0).at(0).bytes(1) == Bytes(20));
    });
}
