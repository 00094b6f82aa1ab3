#include "base/work_pool.h"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace sparekey;
using namespace std::chrono_literals;

namespace {

// A door that work waits at until the test opens it.
struct Door {
    std::promise<void> opener;
    std::shared_future<void> opened = opener.get_future().share();
    std::atomic<int> arrived = 0;

    int wait() {
        ++arrived;
        arrived.notify_all();
        opened.wait();
        return 7;
    }
    void wait_for(int visitors) const {
        for (int seen = arrived; seen < visitors; seen = arrived) arrived.wait(seen);
    }
};

struct Counts {
    int answered = 0;
    int refused = 0;
};

Awaitable<void> count(WorkPool& pool, std::function<int()> work, Counts& counts) {
    try {
        const int result = co_await pool.run(std::move(work));
        CHECK(result == 7);
        ++counts.answered;
    } catch (const Failure& failure) {
        CHECK(failure.kind() == Failure::Kind::busy);
        ++counts.refused;
    }
}

}  // namespace

TEST_CASE("work runs on another thread and its result comes back on the caller's") {
    WorkPool pool("the threads", 2, 8);
    boost::asio::io_context context(1);
    std::thread::id worker;
    std::thread::id resumed;
    int result = 0;
    const auto ask = [&]() -> Awaitable<void> {
        std::function<std::unique_ptr<int>()> work = [&] {
            worker = std::this_thread::get_id();
            return std::make_unique<int>(42);
        };
        result = *co_await pool.run(std::move(work));
        resumed = std::this_thread::get_id();
    };
    boost::asio::co_spawn(context, ask, boost::asio::detached);
    context.run();
    CHECK(result == 42);
    CHECK(worker != std::this_thread::get_id());
    CHECK(resumed == std::this_thread::get_id());
}

TEST_CASE("what the work throws, the caller catches") {
    WorkPool pool("the threads", 1, 1);
    boost::asio::io_context context(1);
    std::string caught;
    const auto ask = [&]() -> Awaitable<void> {
        std::function<int()> work = []() -> int { throw std::runtime_error("no memory"); };
        try {
            co_await pool.run(std::move(work));
        } catch (const std::runtime_error& error) {
            caught = error.what();
        }
    };
    boost::asio::co_spawn(context, ask, boost::asio::detached);
    context.run();
    CHECK(caught == "no memory");
}

TEST_CASE("never more at once than there are threads, never more waiting than the queue holds") {
    WorkPool pool("the threads", 2, 3);
    boost::asio::io_context context(1);
    Door door;
    Counts counts;
    const std::function<int()> work = [&] { return door.wait(); };
    for (int i = 0; i < 2; ++i)
        boost::asio::co_spawn(context, count(pool, work, counts), boost::asio::detached);
    context.poll();
    door.wait_for(2);
    for (int i = 0; i < 5; ++i)
        boost::asio::co_spawn(context, count(pool, work, counts), boost::asio::detached);
    context.poll();
    CHECK(counts.refused == 2);
    CHECK(door.arrived == 2);
    door.opener.set_value();
    context.run();
    CHECK(counts.answered == 5);
    CHECK(counts.refused == 2);
}

TEST_CASE("a pool that goes finishes what runs and refuses what waits") {
    boost::asio::io_context context(1);
    Door door;
    Counts counts;
    const std::function<int()> work = [&] { return door.wait(); };
    auto pool = std::make_unique<WorkPool>("the threads", 1, 8);
    for (int i = 0; i < 3; ++i)
        boost::asio::co_spawn(context, count(*pool, work, counts), boost::asio::detached);
    context.poll();
    door.wait_for(1);
    std::thread going([&] { pool.reset(); });
    // The two that wait are refused while the first still runs.
    while (counts.refused < 2) REQUIRE(context.run_one_for(10s) > 0);
    door.opener.set_value();
    going.join();
    context.run();
    CHECK(counts.answered == 1);
    CHECK(counts.refused == 2);
}

TEST_CASE("many threads asking at once all get their own answer") {
    WorkPool pool("the threads", 2, 4096);
    std::atomic<int> right = 0;
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 8; ++caller) {
        callers.emplace_back([&pool, &right, caller] {
            boost::asio::io_context context(1);
            const auto ask = [&pool, &right](int number) -> Awaitable<void> {
                std::function<int()> work = [number] { return number; };
                if (co_await pool.run(std::move(work)) == number) ++right;
            };
            for (int i = 0; i < 100; ++i) {
                boost::asio::co_spawn(context, ask(caller * 1000 + i), boost::asio::detached);
            }
            context.run();
        });
    }
    callers.clear();
    CHECK(right == 800);
}
