// What may happen once happens once, whoever races for it.
#include <doctest/doctest.h>

#include <barrier>
#include <thread>

#include "store/spending_double.h"

using namespace sparekey;
using namespace sparekey::store;

namespace {

const AccountId alice{7};

constexpr int racers = 16;
constexpr int rounds = 10;

// One thread and one io_context a racer; all begin each round together. How many were accepted,
// round by round.
std::vector<int> race(const std::vector<Database*>& databases) {
    std::vector<std::atomic<int>> accepted(rounds);
    std::barrier start{racers};
    std::vector<std::thread> threads;
    for (int racer = 0; racer < racers; ++racer) {
        auto& db = *databases[static_cast<std::size_t>(racer) % databases.size()];
        threads.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                start.arrive_and_wait();
                if (end_of(spend_step(db, alice, round + 1)) == Ended<Verdict>{Verdict::accepted}) {
                    ++accepted[static_cast<std::size_t>(round)];
                }
            }
        });
    }
    for (auto& thread : threads) thread.join();
    return {accepted.begin(), accepted.end()};
}

}  // namespace

TEST_CASE("sixteen threads race for one step: one gets it, and every try leaves its line") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        CHECK(race({&db}) == std::vector<int>(rounds, 1));
        CHECK(lines(db, alice, "accepted") == rounds);
        CHECK(lines(db, alice) == racers * rounds);
    });
}

TEST_CASE("two daemons on one PostgreSQL race for one step: one racer gets it") {
    auto limits = patient();
    limits.attempts_max = 1000;  // What is proven here is that nothing is spent twice, not how
                                 // soon somebody gives up.
    Scratch scratch{Engine::postgresql, limits};
    const auto other = scratch.open_another(limits);
    open_account(scratch.database(), alice);
    CHECK(race({&scratch.database(), other.get()}) == std::vector<int>(rounds, 1));
    CHECK(lines(*other, alice, "accepted") == rounds);
    CHECK(lines(*other, alice) == racers * rounds);
}

TEST_CASE("changes of many accounts from two daemons neither deadlock nor get lost") {
    auto limits = patient();
    limits.attempts_max = 1000;
    Scratch scratch{Engine::postgresql, limits};
    const auto other = scratch.open_another(limits);
    constexpr std::int64_t accounts = 8;
    for (std::int64_t i = 1; i <= accounts; ++i) open_account(*other, AccountId{i});
    const auto spend_all = [](Database& db) {
        for (std::int64_t round = 0; round < 5; ++round) {
            std::vector<Awaitable<Verdict>> all;
            for (std::int64_t i = accounts; i > 0; --i)
                all.push_back(spend_step(db, AccountId{i}, round + 1));
            for (const auto& ended : run_all(std::move(all)))
                CHECK(std::holds_alternative<Verdict>(ended));
        }
    };
    std::thread rival{[&] { spend_all(*other); }};
    spend_all(scratch.database());
    rival.join();
    for (std::int64_t i = 1; i <= accounts; ++i) {
        CHECK(lines(*other, AccountId{i}) == 10);
        CHECK(lines(*other, AccountId{i}, "accepted") == 5);
    }
}
