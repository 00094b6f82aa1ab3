// One run of a program that reads a stranger's octets and answers, until it ends or its time is
// over. The caller's thread waits.
#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/descriptor.h"

namespace sparekey::evidence {

class ChildProcess {
   public:
    // Its standard input and output are one socket to us; it has no other file of ours, and an
    // empty environment. Throws Failure{unavailable} when it cannot be started.
    ChildProcess(const std::filesystem::path& program, std::vector<std::string> arguments,
                 std::chrono::milliseconds time_max);
    // Kills it, if it has not ended.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // What it says meanwhile is kept for read(), 4 MiB at most. False when it takes no more, says
    // more than that, or its time is over.
    [[nodiscard]] bool write(BytesView octets);
    // It reads the end.
    void close_input();
    // How many came, at most as many as fit; 0 at the end. nullopt when its time is over.
    [[nodiscard]] std::optional<std::size_t> read(std::span<std::byte> to);
    // Waits for its end, which has come when read() says so. Its exit code; nullopt when a signal
    // ended it, or its time is over.
    [[nodiscard]] std::optional<int> exit_code();

    [[nodiscard]] int pid() const { return pid_; }

   private:
    // What is ready of `events`; 0 when its time is over.
    [[nodiscard]] short wait_for(short events);
    [[nodiscard]] bool keep_what_it_says();

    using Steady = std::chrono::steady_clock;
    const Steady::time_point until_;
    Descriptor socket_;
    int pid_ = -1;
    Bytes said_;  // And not yet read.
};

}  // namespace sparekey::evidence
