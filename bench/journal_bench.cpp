// How fast the journal is sealed and verified: lines are filled in, sealed to the last one, and
// every digest is computed anew.
//
//   journal_bench [--engine sqlite] [--lines 500000] [--rounds 3]
//
// Prints a line of JSON. For PostgreSQL SPAREKEY_TEST_POSTGRES names the server
// (test/postgres/start).

// links: sparekey_journal
#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "base/append_id.h"
#include "base/run.h"
#include "bench/options.h"
#include "crypto/start.h"
#include "journal/sealer_flow.h"
#include "journal/verify_flow.h"
#include "store/scratch.h"

namespace sparekey::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int lines_a_transaction = 10'000;

double seconds_since(Steady::time_point begun) {
    return std::chrono::duration<double>(Steady::now() - begun).count();
}

// As sign-ins write them, a microsecond apart.
void fill(store::Database& db, std::int64_t lines, Time from) {
    for (std::int64_t done = 0; done < lines; done += lines_a_transaction) {
        std::function<void(store::Transaction&)> add = [&](store::Transaction& tx) {
            for (std::int64_t i = done; i < std::min(done + lines_a_transaction, lines); ++i) {
                const auto at = from + std::chrono::microseconds{i};
                tx.execute(
                    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail)"
                    " VALUES ($1, $2, 0, $3, 'signed_in', '203.0.113.7', 'authenticator')",
                    {first_append_id_at(at), i % 1000 + 1, at});
            }
        };
        run(db.transact(AccountId{}, std::move(add)));
    }
}

std::int64_t seal_all(journal::Sealer& sealer, Time now) {
    std::int64_t lines = 0;
    while (const auto sealed = run(journal::seal_next(sealer, now)).lines) lines += sealed;
    return lines;
}

int measure(const Options& options) {
    const auto lines = options.number("lines", 500'000);
    const auto engine = options.text("engine", "sqlite") == "postgresql"
                            ? store::Engine::postgresql
                            : store::Engine::sqlite_disk;
    store::Scratch place{engine};
    auto& db = place.database();
    const auto key = crypto::SigningKey::in_memory();
    journal::Sealer sealer{db, key, 1};
    const auto from = wall_clock() - std::chrono::hours{48};
    fill(db, lines, from);

    auto begun = Steady::now();
    const auto sealed = seal_all(sealer, wall_clock());
    const auto sealing_s = seconds_since(begun);
    std::vector<double> verifying_s;
    std::int64_t found = 0;
    for (std::int64_t round = 0; round < options.number("rounds", 3); ++round) {
        begun = Steady::now();
        const auto report = run(journal::verify(db, key, {}, wall_clock()));
        verifying_s.push_back(seconds_since(begun));
        found += report.found + (report.lines == lines ? 0 : 1);
    }
    std::ranges::sort(verifying_s);
    const auto count = static_cast<double>(lines);
    boost::json::object row{{"bench", "journal"},
                            {"engine", db.engine()},
                            {"lines", lines},
                            {"sealed_per_s", count / sealing_s},
                            {"verified_per_s", count / verifying_s.at(verifying_s.size() / 2)}};
    std::printf("%s\n", boost::json::serialize(row).c_str());
    return sealed == lines && found == 0 ? 0 : 1;
}

}  // namespace
}  // namespace sparekey::bench

int main(int count, char** words) {
    try {
        sparekey::crypto::start();
        return sparekey::bench::measure({count, words});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "journal_bench: %s\n", failure.what());
        return 1;
    }
}
