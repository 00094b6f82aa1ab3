// Threads for what takes long: hashing, disks, children. A bounded queue stands before them; what
// finds it full is refused at once.
#pragma once
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/failure.h"

namespace sparekey {

// Destroy it before the io_contexts whose coroutines use it: work that runs is finished, work that
// waits is refused.
class WorkPool {
   public:
    // `name` lasts as long as the program, and is for the log: "the hash threads".
    WorkPool(const char* name, int threads, int queue_max);
    ~WorkPool();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    // Runs `work` on a thread of the pool and resumes on the caller's executor with what it returns
    // or throws. `work` may borrow from the calling coroutine, which waits for it even when it is
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

    const char* const name_;
    const std::size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> waiting_;  // Guarded by mutex_, as is going_.
    bool going_ = false;
    std::vector<std::jthread> threads_;
};

template <class R>
Awaitable<R> WorkPool::run(std::function<R()> work) {
    // Nothing comes back where R is void.
    std::conditional_t<std::is_void_v<R>, bool, std::optional<R>> result{};
    std::exception_ptr thrown;
    std::function<void()> job = [&] {
        try {
            if constexpr (std::is_void_v<R>) {
                work();
            } else {
                result.emplace(work());
            }
        } catch (...) {
            thrown = std::current_exception();
        }
    };
    const bool performed = co_await perform(std::move(job));
    if (!performed) throw Failure(Failure::Kind::busy, std::string(name_) + " have no room");
    if (thrown) std::rethrow_exception(thrown);
    if constexpr (!std::is_void_v<R>) co_return std::move(*result);
}

}  // namespace sparekey
