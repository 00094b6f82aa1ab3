#include "sparekeyd/jobs.h"

#include <algorithm>
#include <chrono>

#include "base/failure.h"
#include "base/log.h"
#include "base/run.h"

namespace sparekey::sparekeyd {
namespace {

using Steady = std::chrono::steady_clock;

}  // namespace

Jobs::Jobs(std::vector<Job> jobs) : jobs_(std::move(jobs)), thread_([this] { work(); }) {}

Jobs::~Jobs() {
    {
        const std::lock_guard lock(mutex_);
        going_ = true;
    }
    told_.notify_all();
    thread_.join();
}

bool Jobs::going() {
    const std::lock_guard lock(mutex_);
    return going_;
}

void Jobs::work() {
    if (jobs_.empty()) return;
    std::vector<Steady::time_point> due;
    for (const auto& job : jobs_) due.push_back(Steady::now() + job.every);
    while (true) {
        const auto next = std::ranges::min_element(due);
        {
            std::unique_lock lock(mutex_);
            if (told_.wait_until(lock, *next, [this] { return going_; })) return;
        }
        const auto& job = jobs_[static_cast<std::size_t>(next - due.begin())];
        perform(job);
        *next = Steady::now() + job.every;
    }
}

void Jobs::perform(const Job& job) {
    try {
        for (int batches = 0; batches < batches_max && !going(); ++batches) {
            if (run(job.batch(wall_clock())) == 0) return;
        }
    } catch (const Failure& failure) {
        log::warning("job_failed", {{"job", job.name}, {"reason", failure.what()}});
    }
}

}  // namespace sparekey::sparekeyd
