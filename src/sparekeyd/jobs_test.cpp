#include "sparekeyd/jobs.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>

#include "base/failure.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;
using namespace std::chrono_literals;

namespace {

// Counts batches, and lets the test wait for a number of them.
struct Counter {
    std::atomic<int> count = 0;

    int next() {
        const int now = ++count;
        count.notify_all();
        return now;
    }
    void wait_for(int wanted) const {
        for (int seen = count; seen < wanted; seen = count) count.wait(seen);
    }
};

Job job(std::string name, Duration every, std::function<std::int64_t()> batch) {
    return {std::move(name), every,
            [batch = std::move(batch)](Time) -> Awaitable<std::int64_t> { co_return batch(); }};
}

}  // namespace

TEST_CASE("a job runs again and again, and batches follow at once while there is something left") {
    Counter counter;
    std::vector<Job> all;
    all.push_back(job("rows", 1ms, [&] { return counter.next() % 3 == 0 ? 0 : 5; }));
    const Jobs jobs(std::move(all));
    counter.wait_for(7);
    CHECK(counter.count >= 7);
}

TEST_CASE("a job that fails is tried again, and does not keep the others from running") {
    Counter failing;
    Counter working;
    std::vector<Job> all;
    all.push_back(job("failing", 1ms, [&]() -> std::int64_t {
        failing.next();
        throw Failure(Failure::Kind::unavailable, "no database");
    }));
    all.push_back(job("working", 1ms, [&]() -> std::int64_t {
        working.next();
        return 0;
    }));
    const Jobs jobs(std::move(all));
    failing.wait_for(2);
    working.wait_for(2);
    CHECK(failing.count >= 2);
}

TEST_CASE("a job that never comes to an end leaves the others their turn") {
    Counter endless;
    Counter other;
    std::atomic<int> before_other = 0;
    std::vector<Job> all;
    all.push_back(job("endless", 1ms, [&] {
        endless.next();
        return 1;
    }));
    all.push_back(job("other", 2ms, [&] {
        // Before the test is woken, which reads it.
        if (other.count == 0) before_other = endless.count.load();
        other.next();
        return 0;
    }));
    const Jobs jobs(std::move(all));
    other.wait_for(1);
    CHECK(before_other == batches_max);
}

TEST_CASE(
    "an end that is asked for waits for the batch that runs, and for nothing that is not due") {
    std::promise<void> opener;
    auto opened = opener.get_future().share();
    Counter counter;
    Counter tomorrow;
    std::atomic<bool> batch_ended = false;
    {
        std::vector<Job> all;
        all.push_back(job("slow", 1ms, [&] {
            counter.next();
            opened.wait();
            batch_ended = true;
            return 0;
        }));
        all.push_back(job("tomorrow", 24h, [&] { return tomorrow.next(); }));
        const Jobs jobs(std::move(all));
        counter.wait_for(1);
        opener.set_value();
    }
    CHECK(batch_ended);
    CHECK(tomorrow.count == 0);
}

TEST_CASE("no jobs are no trouble") { const Jobs jobs({}); }
