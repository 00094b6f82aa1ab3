// "Verify and spend one step, with its journal line", as many at once as callers wait: how much
// committing many at once gains, and how it grows with the number of accounts.
//
//   store_bench [--engine sqlite] [--accounts 100000] [--batches 256,1] [--callers 64,256]
//               [--ms 2000] [--warm-ms 1000] [--rounds 3]
//               [--page 4096] [--cache 64] [--mmap 1024] [--wal 32] [--shards 2]
//
// Every number of accounts with every size of batch has a database of its own. They are measured in
// turns, forth and back, and each prints a line of JSON: the medians of its rounds. For PostgreSQL
// SPAREKEY_TEST_POSTGRES names the server (test/postgres/start).

// links: sparekey_store
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <random>

#include "base/append_id.h"
#include "base/run.h"
#include "bench/options.h"
#include "store/postgres.h"
#include "store/scratch.h"
#include "store/sqlite.h"

namespace sparekey::bench {
namespace {

using namespace store;
using Steady = std::chrono::steady_clock;
using Millis = std::chrono::milliseconds;

const Load load_authenticator{"SELECT sealed_key FROM authenticator WHERE account_id = $1"};
const Save save_line{
    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail)"
    " SELECT $3, $1, $4, $5, 'signed_in', '192.0.2.1', 'authenticator' WHERE @won"};

struct Measured {
    double per_second = 0;
    double p50_ms = 0;
    double p99_ms = 0;
};

Decision<bool> spend_next(const Loaded& loaded, Time now) {
    Decision<bool> decision{true, loaded.guard, {}};
    const auto line = next_append_id(now);
    ++decision.guard->last_step;
    decision.save.emplace_back(save_line, Values{line, loaded.guard->journal_head, now});
    decision.guard->journal_head = line;
    return decision;
}

double median(std::vector<double> all) {
    std::ranges::sort(all);
    return all.at(all.size() / 2);
}

// A database of its own, filled, whose commits hold at most `batch` changes.
class Subject {
   public:
    Subject(const Options& options, std::int64_t accounts, int batch)
        : accounts_(accounts),
          batch_(batch),
          place_(options.text("engine", "sqlite") == "postgresql" ? Engine::postgresql
                                                                  : Engine::sqlite_disk) {
        place_.close();
        database_ = open(options);
        database_->migrate();
        fill();
    }

    Measured measure(int callers, Millis duration) {
        std::vector<double> took_ms;
        boost::asio::io_context io{1};
        const auto begun = Steady::now();
        for (int i = 0; i < callers; ++i) {
            auto one = call(begun + duration, took_ms);
            boost::asio::co_spawn(io, std::move(one), [](std::exception_ptr thrown) {
                if (thrown) std::rethrow_exception(thrown);
            });
        }
        io.run();
        const std::chrono::duration<double> took = Steady::now() - begun;
        std::ranges::sort(took_ms);
        const auto at = [&](double share) {
            const auto last = static_cast<double>(took_ms.size() - 1);
            return took_ms[static_cast<std::size_t>(share * last)];
        };
        return {static_cast<double>(took_ms.size()) / took.count(), at(0.5), at(0.99)};
    }

    [[nodiscard]] boost::json::object report(const std::vector<Measured>& rounds) const {
        const auto middle = [&](double Measured::*of) {
            std::vector<double> all;
            for (const auto& one : rounds) all.push_back(one.*of);
            return median(std::move(all));
        };
        return {{"engine", database_->engine()},
                {"accounts", accounts_},
                {"batch", batch_},
                {"per_second", middle(&Measured::per_second)},
                {"p50_ms", middle(&Measured::p50_ms)},
                {"p99_ms", middle(&Measured::p99_ms)}};
    }

   private:
    [[nodiscard]] std::unique_ptr<Database> open(const Options& given) const {
        const auto number = [&](const char* name, int otherwise) {
            return static_cast<int>(given.number(name, otherwise));
        };
        if (place_.engine() == Engine::postgresql) {
            PostgresOptions options;
            options.url = postgres_url(place_.place());
            options.shards = number("shards", options.shards);
            options.answer_wait = std::chrono::minutes{10};  // Filling is one statement.
            options.limits.batch_max = batch_;
            return open_postgres(std::move(options));
        }
        SqliteOptions options;
        options.path = place_.place() + "/bench.db";
        options.page_size = number("page", options.page_size);
        options.cache_mib = number("cache", options.cache_mib);
        options.mmap_mib = number("mmap", options.mmap_mib);
        options.wal_mib = number("wal", options.wal_mib);
        options.limits.batch_max = batch_;
        return open_sqlite(std::move(options));
    }

    void fill() {
        const std::string numbers =
            "WITH RECURSIVE number (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM "
            "number WHERE i < $1)";
        std::function<void(Transaction&)> f = [&](Transaction& tx) {
            tx.execute(numbers +
                           " INSERT INTO guard (account_id, write_id, budgets)"
                           " SELECT i, i, $2 FROM number",
                       {accounts_, Bytes(64)});
            tx.execute(numbers +
                           " INSERT INTO authenticator (account_id, version, sealed_key,"
                           " enabled_at) SELECT i, 1, $2, 0 FROM number",
                       {accounts_, Bytes(55)});
        };
        run(database_->transact<void>(AccountId{}, std::move(f)));
    }

    Awaitable<void> call(Steady::time_point until, std::vector<double>& took_ms) {
        std::minstd_rand chance{static_cast<std::uint32_t>(random_id())};
        std::uniform_int_distribution<std::int64_t> any{1, accounts_};
        while (Steady::now() < until) {
            const auto begun = Steady::now();
            Decide<bool> decide = spend_next;
            std::vector<LoadCall> loads;
            loads.emplace_back(load_authenticator);
            co_await database_->change<bool>(AccountId{any(chance)}, std::move(loads),
                                             std::move(decide));
            const std::chrono::duration<double, std::milli> took = Steady::now() - begun;
            took_ms.push_back(took.count());
        }
    }

    const std::int64_t accounts_;
    const int batch_;
    Scratch place_;
    std::unique_ptr<Database> database_;
};

// Forth and back, so that whoever else uses the machine hits all of them alike.
void compare(std::vector<std::unique_ptr<Subject>>& subjects, int callers, const Options& options) {
    const Millis duration{options.number("ms", 2000)};
    std::vector<std::vector<Measured>> measured(subjects.size());
    for (std::int64_t round = 0; round < options.number("rounds", 3); ++round) {
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            const auto at = round % 2 == 0 ? i : subjects.size() - 1 - i;
            measured[at].push_back(subjects[at]->measure(callers, duration));
        }
    }
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        auto report = subjects[i]->report(measured[i]);
        report["callers"] = callers;
        std::puts(boost::json::serialize(report).c_str());
    }
    std::fflush(stdout);
}

void perform(const Options& options) {
    std::vector<std::unique_ptr<Subject>> subjects;
    for (const auto& accounts : options.list("accounts", "100000")) {
        for (const auto& batch : options.list("batches", "256,1")) {
            subjects.push_back(std::make_unique<Subject>(options, number_of(accounts),
                                                         static_cast<int>(number_of(batch))));
        }
    }
    constexpr int callers_to_warm = 256;
    for (const auto& subject : subjects)
        subject->measure(callers_to_warm, Millis{options.number("warm-ms", 1000)});
    for (const auto& callers : options.list("callers", "64,256"))
        compare(subjects, static_cast<int>(number_of(callers)), options);
}

}  // namespace
}  // namespace sparekey::bench

int main(int count, char** words) {
    try {
        sparekey::bench::perform({count, words});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "store_bench: %s\n", failure.what());
        return 1;
    }
}
