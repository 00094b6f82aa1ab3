#include "base/work_pool.h"

#include <sys/resource.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

#include "base/check.h"

namespace sparekey {
namespace {

// What takes long can wait a little longer; everybody else's answer should not wait behind it for a
// core.
constexpr int niceness = 5;

}  // namespace

WorkPool::WorkPool(const char* name, int threads, int queue_max)
    : name_(name), queue_max_(static_cast<std::size_t>(queue_max)) {
    ENSURE(threads > 0 && queue_max > 0);
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

WorkPool::~WorkPool() {
    std::deque<Job> refused;
    {
        const std::lock_guard lock(mutex_);
        going_ = true;
        refused.swap(waiting_);
    }
    changed_.notify_all();
    for (auto& job : refused) complete(std::move(job), false);
    threads_.clear();
}

Awaitable<bool> WorkPool::perform(std::function<void()> work) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    // Named: g++ 12 frees a temporary lambda of a co_await expression twice.
    auto initiate = [&](auto done) {
        submit({std::move(work), executor, boost::asio::executor_work_guard<Executor>(executor),
                std::move(done)});
    };
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>,
                                                   void(bool)>(std::move(initiate), use_awaitable);
}

void WorkPool::submit(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (!going_ && waiting_.size() < queue_max_) {
            waiting_.push_back(std::move(job));
            changed_.notify_one();
            return;
        }
    }
    complete(std::move(job), false);
}

void WorkPool::serve() {
    ::setpriority(PRIO_PROCESS, 0, niceness);  // Linux: of this thread.
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return going_ || !waiting_.empty(); });
        if (going_) return;
        Job job = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        job.work();
        complete(std::move(job), true);
        lock.lock();
    }
}

void WorkPool::complete(Job job, bool performed) {
    const Executor executor = job.executor;
    boost::asio::post(executor, [done = std::move(job.done), performed]() mutable {
        std::move(done)(performed);
    });
}

}  // namespace sparekey
