// One signal to all threads of an engine that it closes; waits end early by it.
#pragma once
#include <atomic>
#include <chrono>

namespace sparekey::store::postgres {

class Stop {
   public:
    Stop();
    ~Stop();
    Stop(const Stop&) = delete;
    Stop& operator=(const Stop&) = delete;

    void request();
    [[nodiscard]] bool requested() const { return requested_; }
    // Readable once requested, for poll(2).
    [[nodiscard]] int fd() const { return fd_; }
    // True when it was requested meanwhile.
    bool wait_for(std::chrono::milliseconds patience) const;

   private:
    int fd_;
    std::atomic<bool> requested_ = false;
};

}  // namespace sparekey::store::postgres
