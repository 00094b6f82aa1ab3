// What waits is bounded, in number and in time, and a database that closes finishes what it took.
#include <doctest/doctest.h>

#include <thread>

#include "store/spending_double.h"

using namespace sparekey;
using namespace sparekey::store;

namespace {

const AccountId alice{2};
const AccountId holder{4};  // Even as alice is, and so on one shard with her.

constexpr Failure::Kind busy_kind = Failure::Kind::busy;

// Holds the store's thread from another one for as long as it lives.
class Held {
   public:
    explicit Held(Database& db) : thread_([this, &db] { run(gate_.hold(db, holder)); }) {
        gate_.wait_until_held();
    }
    ~Held() { thread_.join(); }
    void open() { gate_.open(); }

   private:
    Gate gate_;
    std::thread thread_;
};

// Submits all, opens the gate once they wait, and says how they ended.
std::vector<Ended<Verdict>> end_behind_gate(Database& db, std::vector<Awaitable<Verdict>> all,
                                            const std::function<void()>& once_they_wait) {
    Held held{db};
    // A coroutine that runs last on the same io_context: every other has submitted by then.
    const auto open = [&]() -> Awaitable<void> {
        once_they_wait();
        held.open();
        co_return;
    };
    boost::asio::io_context io{1};
    std::vector<Ended<Verdict>> ended(all.size(), Failure::Kind::refused);
    const auto rethrow = [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        boost::asio::co_spawn(io, keep(std::move(all[i]), ended[i]), rethrow);
    }
    boost::asio::co_spawn(io, open(), rethrow);
    io.run();
    return ended;
}

std::vector<Awaitable<Verdict>> steps(Database& db, AccountId account, int count,
                                      std::int64_t between = 0) {
    std::vector<Awaitable<Verdict>> all;
    for (std::int64_t i = 0; i < count; ++i) {
        all.push_back(spend_step(db, AccountId{account.value + i * between}, i + 1));
    }
    return all;
}

const std::function<void()> nothing = [] {};

}  // namespace

TEST_CASE("what is beyond the queue is refused at once, and the queue is served") {
    for (const auto engine : engines()) {
        auto limits = patient();
        limits.queue_max = 5;
        Scratch scratch{engine, limits};
        auto& db = scratch.database();
        for (std::int64_t i = 0; i < 8; ++i) open_account(db, AccountId{100 + i * 2});
        const auto ended = end_behind_gate(db, steps(db, AccountId{100}, 8, 2), nothing);
        CHECK(count_of(ended, {Verdict::accepted}) == 5);
        CHECK(count_of(ended, {busy_kind}) == 3);
        CHECK(ended.back() == Ended<Verdict>{busy_kind});
    }
}

TEST_CASE("one account cannot fill PostgreSQL's queue") {
    auto limits = patient();
    limits.account_queue_max = 3;
    Scratch scratch{Engine::postgresql, limits};
    auto& db = scratch.database();
    open_account(db, alice);
    open_account(db, AccountId{6});
    auto all = steps(db, alice, 5);
    all.push_back(spend_step(db, AccountId{6}, 1));
    const auto ended = end_behind_gate(db, std::move(all), nothing);
    CHECK(count_of(ended, {busy_kind}) == 2);
    CHECK(ended.back() == Ended<Verdict>{Verdict::accepted});
    CHECK(last_step(db, alice) == 3);
}

TEST_CASE("what waited past its deadline is not begun") {
    for (const auto engine : engines()) {
        auto limits = patient();
        limits.deadline = std::chrono::seconds{10};
        ManualClock clock{Time{std::chrono::hours{1}}};
        Scratch scratch{engine, limits, clock.clock()};
        auto& db = scratch.database();
        open_account(db, alice);
        const auto late = end_behind_gate(db, steps(db, alice, 1),
                                          [&] { clock.advance(std::chrono::seconds{11}); });
        CHECK(late.front() == Ended<Verdict>{busy_kind});
        CHECK(last_step(db, alice) == 0);
        const auto in_time = end_behind_gate(db, steps(db, alice, 1),
                                             [&] { clock.advance(std::chrono::seconds{10}); });
        CHECK(in_time.front() == Ended<Verdict>{Verdict::accepted});
    }
}

TEST_CASE("one account's waiting changes come in their order") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        const auto ended = end_behind_gate(db, steps(db, alice, 20), nothing);
        CHECK(count_of(ended, {Verdict::accepted}) == 20);
        CHECK(last_step(db, alice) == 20);
    });
}

TEST_CASE("a database that closes finishes what it took, and takes nothing more") {
    for_each_engine([](Scratch& scratch) {
        open_account(scratch.database(), alice);
        auto& db = scratch.database();
        boost::asio::io_context io{1};
        std::vector<Ended<Verdict>> ended(10, Failure::Kind::refused);
        {
            Held held{db};
            auto all = steps(db, alice, 10);
            for (std::size_t i = 0; i < all.size(); ++i) {
                boost::asio::co_spawn(io, keep(std::move(all[i]), ended[i]),
                                      [](std::exception_ptr) {});
            }
            io.poll();  // All ten are submitted, and none can have been answered.
            held.open();
        }
        scratch.close();
        io.run();
        CHECK(count_of(ended, {Verdict::accepted}) == 10);
        scratch.reopen();
        CHECK(last_step(scratch.database(), alice) == 10);
    });
}

TEST_CASE("a caller's failure does not keep the callers behind it waiting") {
    for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        open_account(db, alice);
        Held held{db};
        boost::asio::io_context io{1};
        int resumed = 0;
        const auto spend_and_throw = [&](std::int64_t step) -> Awaitable<void> {
            co_await spend_step(db, alice, step);
            ++resumed;
            throw std::domain_error{"the caller's own"};
        };
        for (std::int64_t step = 1; step <= 3; ++step) {
            boost::asio::co_spawn(io, spend_and_throw(step), [](std::exception_ptr thrown) {
                std::rethrow_exception(thrown);
            });
        }
        io.poll();
        held.open();
        for (int runs = 0; runs < 3 && resumed < 3; ++runs) CHECK_THROWS(io.run());
        CHECK(resumed == 3);
    });
}
