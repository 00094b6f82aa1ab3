// The built daemon, run as a child with a folder of its own.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "test/scratch.h"

namespace sparekey::test {

struct Ended {
    int exit_code;  // 128 and the signal's number when a signal ended it.
    std::string out;
    std::string err;
};

// Every wait ends after twenty seconds and throws: no test hangs.
class Child {
   public:
    using Environment = std::map<std::string, std::string>;

    // `arguments` begin with the program.
    explicit Child(std::vector<std::string> arguments, const Environment& more = {});
    // Kills it if it still runs.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Reads what it prints until a line holds `words`; that line.
    std::string wait_for_line(const std::string& words);
    void signal(int number) const;
    Ended wait();

   private:
    bool read_more(int timeout_ms);
    pid_t process_ = -1;
    int ended_ = -1;  // A pidfd.
    int out_ = -1;
    std::string printed_;
    ScratchFolder folder_;
};

// A daemon's folder, and the options that every command on it needs.
class House {
   public:
    // sparekeyd, `command` and `more`, on this folder and a port that is free.
    [[nodiscard]] std::vector<std::string> command(const std::string& words,
                                                   std::vector<std::string> more = {}) const;
    // Runs a command to its end.
    [[nodiscard]] Ended ended(const std::string& words, std::vector<std::string> more = {},
                              const Child::Environment& environment = {}) const;
    // With its key files and its database, as a first start leaves them.
    void create() const;
    [[nodiscard]] std::filesystem::path file(const std::string& name) const {
        return folder_ / name;
    }

   private:
    ScratchFolder folder_;
};

// A daemon that serves.
class RunningDaemon {
   public:
    explicit RunningDaemon(const House& house, std::vector<std::string> more = {},
                           const Child::Environment& environment = {});
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] Child& child() { return child_; }
    Ended stop();

   private:
    Child child_;
    std::uint16_t port_;
};

}  // namespace sparekey::test
