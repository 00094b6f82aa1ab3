// What the daemon does by itself, now and then: sweeping expired rows, looking after the database.
// One thread, one job at a time, in small batches, so that requests never wait for it long.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/async.h"
#include "base/time.h"

namespace sparekey::sparekeyd {

struct Job {
    std::string name;  // A fixed word of ours, for the log.
    Duration every;
    // One batch; how many rows it was about. As long as that is not 0 another follows at once, at
    // most batches_max.
    std::function<Awaitable<std::int64_t>(Time now)> batch;
};

inline constexpr int batches_max = 1000;

class Jobs {
   public:
    // The first time of each is one `every` from now. A job that throws Failure is logged and tried
    // again when it is next due.
    explicit Jobs(std::vector<Job> jobs);
    // Returns when the batch that runs has ended.
    ~Jobs();
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

   private:
    void work();
    void perform(const Job& job);
    [[nodiscard]] bool going();

    const std::vector<Job> jobs_;
    std::mutex mutex_;
    std::condition_variable told_;
    bool going_ = false;  // Guarded by mutex_.
    std::jthread thread_;
};

}  // namespace sparekey::sparekeyd
