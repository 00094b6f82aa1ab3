#include "journal/sealer_flow.h"

#include <doctest/doctest.h>

#include <latch>
#include <thread>

#include "journal/chain_double.h"
#include "journal/journal.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::journal;
using namespace std::chrono_literals;
using store::Engine;
using store::Scratch;
using Outcome = Look::Outcome;

namespace {

std::int64_t count(store::Database& db, std::string_view sql) {
    std::function<std::int64_t(store::Reader&)> read = [sql](store::Reader& reader) {
        return reader.query(sql, {}).front().integer(0);
    };
    return run(db.read(std::move(read)));
}

std::int64_t seals_in(store::Database& db) {
    return count(db, "SELECT COUNT(*) FROM journal_seal");
}

std::int64_t sealed_lines_in(store::Database& db) {
    return count(db, "SELECT CAST(COALESCE(SUM(line_count), 0) AS BIGINT) FROM journal_seal");
}

Report report_of(store::Database& db, const crypto::SigningKey& key, Time now) {
    return run(verify(db, key, {}, now));
}

}  // namespace

TEST_CASE("a line is sealed once it is settled, and once only") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        const auto key = crypto::SigningKey::in_memory();
        Sealer sealer{db, key, 1};
        CHECK(run(seal_next(sealer, noon)).outcome == Outcome::nothing);
        add_line(db, id_at(noon));
        add_line(db, id_at(noon + 10ms));
        const auto fresh = run(seal_next(sealer, noon + settle_time));
        CHECK(fresh.outcome == Outcome::nothing);
        CHECK(fresh.waiting_since == noon);

        const auto settled = run(seal_next(sealer, noon + settle_time + 11ms));
        CHECK(settled.outcome == Outcome::sealed);
        CHECK(settled.lines == 2);
        const auto after = run(seal_next(sealer, noon + 1h));
        CHECK(after.outcome == Outcome::nothing);
        CHECK_FALSE(after.waiting_since.has_value());
        CHECK(seals_in(db) == 1);
        CHECK(report_of(db, key, noon + 1h).found == 0);
    });
}

TEST_CASE("many lines are sealed in batches that join") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        const auto key = crypto::SigningKey::in_memory();
        Sealer sealer{db, key, 1};
        constexpr int lines = seal_lines_max + 10;
        std::function<void(store::Transaction&)> add = [](store::Transaction& tx) {
            for (int i = 0; i < lines; ++i)
                tx.execute(insert_line_text, {id_at(noon + std::chrono::microseconds{i}), noon});
        };
        run(db.transact(AccountId{}, add));
        CHECK(run(seal_next(sealer, noon + 2s)).lines == seal_lines_max);
        CHECK(run(seal_next(sealer, noon + 2s)).lines == 10);
        const auto report = report_of(db, key, noon + 2s);
        CHECK(report.found == 0);
        CHECK(report.lines == lines);
        CHECK(report.seals == 2);
    });
}

TEST_CASE("a line that comes late, below sealed ones, is sealed late, and once only") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        SealedNine nine{db};
        add_line(db, nine.ids[4] - 1);
        add_line(db, nine.ids[4] + 1);
        add_line(db, nine.ids[0] - 1);
        CHECK(run(seal_next(nine.sealer, noon + 20s)).outcome == Outcome::nothing);
        CHECK(nine.verified().found == 3);

        // Those of one range a look.
        CHECK(run(seal_late(nine.sealer, look_back, noon + 20s)).lines == 1);
        CHECK(run(seal_late(nine.sealer, look_back, noon + 20s)).lines == 2);
        CHECK(run(seal_late(nine.sealer, look_back, noon + 20s)).outcome == Outcome::nothing);
        const auto report = nine.verified();
        CHECK(report.found == 0);
        CHECK(report.lines == 12);
        CHECK(report.late_lines == 3);

        // And once more into a range that has a late seal.
        add_line(db, nine.ids[4] + 2);
        CHECK(run(seal_late(nine.sealer, look_back, noon + 20s)).lines == 1);
        CHECK(nine.verified().found == 0);
    });
}

TEST_CASE("a line that another daemon's open transaction held back is sealed after its commit") {
    Scratch scratch{Engine::postgresql};
    auto& db = scratch.database();
    const auto other = scratch.open_another();
    const auto key = crypto::SigningKey::in_memory();
    Sealer sealer{db, key, 1};
    std::latch inserted{1};
    std::latch sealed{1};
    std::jthread late{[&] {
        std::function<void(store::Transaction&)> f = [&](store::Transaction& tx) {
            tx.execute(insert_line_text, {id_at(noon, 7), noon});
            inserted.count_down();
            sealed.wait();
        };
        run(other->transact(AccountId{5}, f));
    }};
    inserted.wait();
    add_line(db, id_at(noon + 1s));
    CHECK(run(seal_next(sealer, noon + 5s)).lines == 1);
    sealed.count_down();
    late.join();
    CHECK(run(seal_next(sealer, noon + 6s)).outcome == Outcome::nothing);
    CHECK(run(seal_late(sealer, 1min, noon + 6s)).lines == 1);
    const auto report = report_of(db, key, noon + 6s);
    CHECK(report.found == 0);
    CHECK(report.lines == 2);
}

TEST_CASE("nothing is sealed into a past older than the sealer looks back") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        SealedNine nine{db};
        add_line(db, nine.ids[4] + 1);
        const auto too_late = noon + look_back + 10s;
        CHECK(run(seal_late(nine.sealer, look_back, too_late)).outcome == Outcome::nothing);
        CHECK(nine.verified().found == 1);
    });
}

TEST_CASE("a range that lacks a line is noticed") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        SealedNine nine{db};
        CHECK(run(seal_late(nine.sealer, look_back, noon + 20s)).ranges_short == 0);
        execute(db, "DELETE FROM journal WHERE line_id = $1", {nine.ids[4]});
        CHECK(run(seal_late(nine.sealer, look_back, noon + 20s)).ranges_short == 1);
    });
}

TEST_CASE("one daemon seals, another as soon as the lease has ended") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        const auto key = crypto::SigningKey::in_memory();
        Sealer one{db, key, 1};
        Sealer two{db, key, 2};
        add_line(db, id_at(noon));
        CHECK(run(seal_next(one, noon + 1s)).outcome == Outcome::sealed);
        add_line(db, id_at(noon + 1s));
        CHECK(run(seal_next(two, noon + 2s)).outcome == Outcome::elsewhere);
        CHECK(run(seal_next(one, noon + 2s)).outcome == Outcome::sealed);
        add_line(db, id_at(noon + 2s));
        CHECK(run(seal_next(two, noon + 2s + lease_time - 1us)).outcome == Outcome::elsewhere);
        CHECK(run(seal_next(two, noon + 2s + lease_time)).outcome == Outcome::sealed);
        CHECK(run(seal_next(one, noon + 2s + lease_time)).outcome == Outcome::elsewhere);
        CHECK(report_of(db, key, noon + 1h).found == 0);
    });
}

TEST_CASE("of two seals that go on from the same one, the second is refused") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        SealedNine nine{db};
        std::function<bool(store::Transaction&)> again = [&](store::Transaction& tx) {
            const auto seal = make_seal(nine.key, {2, {}}, {nine.ids[5], nine.ids[8]}, false,
                                        {{nine.ids[8], {}}}, noon);
            return append_seal(tx, seal);
        };
        CHECK_FALSE(run(db.transact(AccountId{}, again)));
        CHECK(nine.verified().found == 0);
    });
}

TEST_CASE("daemons that all seal, while lines are committed, seal each line once") {
    store::for_each_engine([](Scratch& scratch) {
        constexpr int sealers = 3;
        constexpr int lines = 100;
        const auto key = crypto::SigningKey::in_memory();
        const bool apart = scratch.engine() == Engine::postgresql;
        std::atomic<std::int64_t> looks = 0;
        std::vector<std::jthread> threads;
        for (int i = 0; i < sealers; ++i) {
            threads.emplace_back([&, i] {
                const auto own = apart ? scratch.open_another() : nullptr;
                auto& db = own ? *own : scratch.database();
                Sealer sealer{db, key, i + 1};
                while (sealed_lines_in(db) < lines) {
                    // Leases that have always ended: only the chain keeps them apart. Nothing has
                    // time to settle, so lines do come late.
                    const auto now = noon + ++looks * 20s;
                    static_cast<void>(run(seal_next(sealer, now)));
                    static_cast<void>(run(seal_late(sealer, 240h, now)));
                }
            });
        }
        // From the newest to the oldest, so that most are late.
        for (int i = lines; i > 0; --i) add_line(scratch.database(), id_at(noon + i * 1ms));
        threads.clear();
        const auto report = report_of(scratch.database(), key, noon + looks.load() * 20s + 2h);
        CHECK(report.found == 0);
        CHECK(report.lines == lines);
        CHECK(report.unsealed == 0);
    });
}

TEST_CASE("what a sealer did not finish leaves nothing, and the next goes on") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        SealedNine nine{db};
        add_line(db, id_at(noon + 20s));
        std::function<void(store::Transaction&)> dies = [&](store::Transaction& tx) {
            CHECK(take_lease(tx, 99, noon + 21s));
            throw Failure{Failure::Kind::unavailable, "as if the daemon had been killed"};
        };
        // Its lease still runs for the first sealer; a killed one leaves none behind.
        CHECK_THROWS(run(db.transact(AccountId{}, dies)));
        CHECK(run(seal_next(nine.sealer, noon + 22s)).outcome == Outcome::sealed);
        CHECK(nine.verified().found == 0);
    });
}

TEST_CASE("a chain that became shorter is not gone on with") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        SealedNine nine{db};
        execute(db, "DELETE FROM journal_seal WHERE position = 3");
        CHECK(run(seal_next(nine.sealer, noon + 1min)).outcome == Outcome::cut_off);
        CHECK(run(seal_late(nine.sealer, look_back, noon + 1min)).outcome == Outcome::cut_off);
        CHECK_FALSE(run(sign_day(nine.sealer, noon + 48h)));
        CHECK(seals_in(db) == 2);
    });
}

TEST_CASE("a day's end is signed once, and kept in the file") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        const test::ScratchFolder folder;
        const auto file = folder / "journal-heads";
        const auto key = crypto::SigningKey::in_memory();
        Sealer sealer{db, key, 1};
        CHECK_FALSE(run(sign_day(sealer, noon)));  // Of nothing there is no end.
        CHECK(run(keep_heads(sealer, file)).appended == 0);

        SealedNine nine{db};
        CHECK_FALSE(run(sign_day(nine.sealer, noon + 1h)));  // Has one.
        CHECK(run(sign_day(nine.sealer, noon + 24h)));
        CHECK_FALSE(run(sign_day(nine.sealer, noon + 23h)));  // A clock that was set back.
        CHECK(run(keep_heads(nine.sealer, file)).appended == 2);
        CHECK(run(keep_heads(nine.sealer, file)).appended == 0);
        CHECK_FALSE(run(keep_heads(nine.sealer, file)).file_knows_more);
        const auto read = read_heads_file(file);
        REQUIRE(read.heads.size() == 2);
        CHECK(read.heads[0].end.position == 2);
        CHECK(read.heads[1].end.position == 3);
        CHECK(nine.verified(read).found == 0);

        execute(db, "DELETE FROM journal_seal WHERE position = 3");
        CHECK(run(keep_heads(nine.sealer, file)).file_knows_more);
    });
}
