// How long a reviewer waits for the next case: a desk with many open and closed appeals, of which
// the most due that this person may take are looked for, by index. And what a lead's board takes.
//
//   desk_bench [--engine sqlite] [--open 100000] [--closed 1000000] [--rounds 200]
//
// Prints a line of JSON. For PostgreSQL SPAREKEY_TEST_POSTGRES names the server
// (test/postgres/start).

// links: sparekey_recovery
#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "base/random.h"
#include "base/run.h"
#include "bench/options.h"
#include "crypto/start.h"
#include "recovery/board_table.h"
#include "recovery/case_columns.h"
#include "recovery/seat_table.h"
#include "staff/member.h"
#include "store/scratch.h"

namespace sparekey::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int cases_a_transaction = 5'000;
constexpr int reviewers = 20;
const AccountId seeker{4711};

double ms_since(Steady::time_point begun) {
    return std::chrono::duration<double, std::milli>(Steady::now() - begun).count();
}

// Ids are spread as the product's random ones.
AccountId account_of(std::int64_t number) {
    return AccountId{static_cast<std::int64_t>(
        (static_cast<std::uint64_t>(number) + 1) * 0x9e3779b97f4a7c15ULL >> 2)};
}

recovery::Case case_of(std::int64_t number, bool open, Time now) {
    recovery::Case c;
    c.who = account_of(number);
    c.id = AppealId{c.who.value};
    c.number = std::to_string(number);
    c.words = "amber otter";
    c.zone = "UTC";
    c.opened_at = now;
    c.receipt_digest = Bytes(32);
    c.evidence_digest = Bytes(32, std::byte{1});
    c.appeal.since = now;
    c.appeal.has_video = true;
    if (!open) {
        c.appeal.state = recovery::State::completed;
        c.ended_at = now;
        return c;
    }
    // As a desk that is far behind: half in first review, a third in the second, the rest with
    // leads.
    const auto part = number % 6;
    c.appeal.state = part < 3   ? recovery::State::initial_review
                     : part < 5 ? recovery::State::secondary_review
                                : recovery::State::escalated;
    c.appeal.seats_filled = part == 5;
    c.staff_due_at = now + std::chrono::seconds{number % 86'400} * 3;
    c.due_at = c.staff_due_at;
    return c;
}

// Without its account's guard: nobody else is there.
void insert(store::Transaction& tx, const recovery::Case& c) {
    static const auto text = [] {
        std::string names = "account_id, appeal_id";
        std::string places = "$1, $2";
        int place = 2;
        for (const auto& column : recovery::columns()) {
            names += std::string{", "} + column.name;
            places += ", $" + std::to_string(++place);
        }
        return "INSERT INTO appeal (" + names + ") VALUES (" + places + ")";
    }();
    store::Values values{c.who, c.id};
    for (const auto& column : recovery::columns()) values.push_back(column.of(c));
    tx.execute(text, values);
}

// In the second review A's seat is decided, now and then by the seeker; the most due are at work.
void add_seats(store::Transaction& tx, const recovery::Case& c, std::int64_t number, Time now) {
    const bool second = c.appeal.state == recovery::State::secondary_review;
    const bool busy = number < reviewers;
    if (!second && !busy) return;
    const auto staff = number % reviewers == 0 ? seeker : AccountId{number % reviewers + 1};
    tx.execute(
        "INSERT INTO appeal_seat (account_id, appeal_id, staff_id, seat, given_at, leased_until, "
        "verdict, decided_digest) VALUES ($1, $2, $3, 'a', $4, $5, $6, $7)",
        {c.who, c.id, staff, now, busy && staff != seeker ? now + std::chrono::hours{1} : Time{},
         second ? "pass" : "", Bytes(32, std::byte{1})});
}

void fill(store::Database& db, std::int64_t open, std::int64_t closed, Time now) {
    for (std::int64_t done = 0; done < open + closed; done += cases_a_transaction) {
        std::function<void(store::Transaction&)> add = [&](store::Transaction& tx) {
            const auto end = std::min(done + cases_a_transaction, open + closed);
            for (auto number = done; number < end; ++number) {
                const auto c = case_of(number, number < open, now);
                insert(tx, c);
                if (number < open) add_seats(tx, c, number, now);
            }
        };
        run(db.transact(AccountId{}, std::move(add)));
    }
}

struct Waits {
    double median_ms;
    double p99_ms;
};

template <class Work>
Waits wait_for(std::int64_t rounds, Work&& work) {
    std::vector<double> ms;
    for (std::int64_t round = 0; round < rounds; ++round) {
        const auto begun = Steady::now();
        work();
        ms.push_back(ms_since(begun));
    }
    std::ranges::sort(ms);
    return {ms[ms.size() / 2], ms[ms.size() * 99 / 100]};
}

int measure(const Options& options) {
    const auto open = options.number("open", 100'000);
    const auto closed = options.number("closed", 1'000'000);
    const auto rounds = options.number("rounds", 200);
    const auto engine = options.text("engine", "sqlite") == "postgresql"
                            ? store::Engine::postgresql
                            : store::Engine::sqlite_disk;
    store::Scratch place{engine};
    auto& db = place.database();
    const auto now = wall_clock();
    fill(db, open, closed, now);

    const recovery::Seeker who{seeker, {}, Bytes(32), true, true, false};
    std::size_t found = 0;
    const auto next = wait_for(rounds, [&] {
        std::function<std::size_t(store::Reader&)> look = [&](store::Reader& reader) {
            return recovery::candidates(reader, who, now).size();
        };
        found += run(db.read<std::size_t>(std::move(look)));
    });
    const auto board = wait_for(std::max<std::int64_t>(rounds / 20, 3), [&] {
        std::function<std::int64_t(store::Reader&)> look = [&](store::Reader& reader) {
            return recovery::read_board(reader, now).open;
        };
        static_cast<void>(run(db.read<std::int64_t>(std::move(look))));
    });
    boost::json::object row{{"bench", "desk"},
                            {"engine", db.engine()},
                            {"open", open},
                            {"closed", closed},
                            {"next_ms", next.median_ms},
                            {"next_p99_ms", next.p99_ms},
                            {"board_ms", board.median_ms}};
    std::printf("%s\n", boost::json::serialize(row).c_str());
    return found == static_cast<std::size_t>(rounds) * recovery::candidates_max ? 0 : 1;
}

}  // namespace
}  // namespace sparekey::bench

int main(int count, char** words) {
    try {
        sparekey::crypto::start();
        return sparekey::bench::measure({count, words});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "desk_bench: %s\n", failure.what());
        return 1;
    }
}
