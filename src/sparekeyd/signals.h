// Being told to stop or to read files again: SIGTERM, SIGINT and SIGHUP.
#pragma once
#include <thread>

namespace sparekey::sparekeyd {

enum class Signal { stop, reload };

// Made before any other thread, which all inherit that these signals are kept for wait(). SIGPIPE
// is ignored: writing to somebody who has gone is an error like any other.
class Signals {
   public:
    Signals();

    // Waits for the next one.
    [[nodiscard]] static Signal wait();
};

// While it lives, another signal to stop ends the process at once, with exit code `code`: somebody
// who asks twice does not want to wait for the rest. Nothing acknowledged is lost by that; it is on
// disk.
class SecondSignal {
   public:
    explicit SecondSignal(int code);
    ~SecondSignal();
    SecondSignal(const SecondSignal&) = delete;
    SecondSignal& operator=(const SecondSignal&) = delete;

   private:
    int ended_;
    std::jthread watcher_;
};

}  // namespace sparekey::sparekeyd
