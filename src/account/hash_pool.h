// The threads that hash passwords and backup codes: Argon2id's memory times `threads` is the
// daemon's budget for it.
#pragma once
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/failure.h"

namespace sparekey::account {

// Destroy it before the io_contexts whose coroutines use it: work that runs is finished, work that
// waits is refused.
class HashPool {
   public:
    HashPool(int threads, int queue_max);
    ~HashPool();
    HashPool(const HashPool&) = delete;
    HashPool& operator=(const HashPool&) = delete;

    // Runs `work` on a hash thread and resumes on the caller's executor with what it returns or
    // throws. `work` may borrow from the calling coroutine, which waits for it even when it is
    // cancelled. Throws Failure{busy}, having done nothing, when `queue_max` others already wait or
    // the pool is going.
    template <class R>
    Awaitable<R> run(std::function<R()> work);

   private:
    struct Job {
        std::function<void()> work;  // Throws nothing.
        Executor executor;
        boost::asio::executor_work_guard<Executor> guard;
        boost::asio::any_completion_handler<void(bool)> done;  // True when the work was done.
    };

    Awaitable<bool> perform(std::function<void()> work);
    void submit(Job job);
    void serve();
    static void complete(Job job, bool performed);

    const std::size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> waiting_;  // Guarded by mutex_, as is going_.
    bool going_ = false;
    std::vector<std::jthread> threads_;
};

template <class R>
Awaitable<R> HashPool::run(std::function<R()> work) {
    std::optional<R> result;
    std::exception_ptr thrown;
    std::function<void()> job = [&] {
        try {
            result.emplace(work());
        } catch (...) {
            thrown = std::current_exception();
        }
    };
    const bool performed = co_await perform(std::move(job));
    if (!performed) throw Failure(Failure::Kind::busy, "the hash threads have no room");
    if (thrown) std::rethrow_exception(thrown);
    co_return std::move(*result);
}

}  // namespace sparekey::account
