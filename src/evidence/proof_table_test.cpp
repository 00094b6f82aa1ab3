#include "evidence/proof_table.h"

#include <doctest/doctest.h>

#include "base/run.h"
#include "store/scratch.h"

using namespace sparekey;
using namespace sparekey::evidence;

TEST_CASE("the latest proof is remembered") {
    store::for_each_engine([](store::Scratch& scratch) {
        auto& db = scratch.database();
        std::function<std::optional<LastProof>(store::Reader&)> look = last_proof;
        CHECK_FALSE(run(db.read(look)));
        const auto save = [&](const Proof& proof, Time now) {
            std::function<void(store::Transaction&)> act = [&](store::Transaction& tx) {
                save_proof(tx, proof, now);
            };
            run(db.transact<void>(AccountId{}, std::move(act)));
        };
        save({.tried = 3}, from_micros(5));
        CHECK(run(db.read(look)) == LastProof{from_micros(5), true});
        save({.tried = 3, .opened = 1}, from_micros(6));
        CHECK(run(db.read(look)) == LastProof{from_micros(6), false});
        save({.can_tell = false}, from_micros(7));
        CHECK(run(db.read(look)) == LastProof{from_micros(7), false});
    });
}
