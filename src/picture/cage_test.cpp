#include "picture/cage.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

using namespace sparekey::picture;

namespace {

// What a process in the cage comes to that does this: its exit code, or the signal below zero.
int end_of(const std::function<int()>& act) {
    const int pid = ::fork();
    if (pid == 0) {
        if (!set_limits() || !allow_decoding_only()) ::_exit(99);
        ::_exit(act());
    }
    int status = 0;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

TEST_CASE("whoever decodes can compute and has memory") {
    CHECK(end_of([] {
              volatile char* octets = new char[50'000'000];
              octets[49'999'999] = 7;
              return int{octets[49'999'999]};
          }) == 7);
}

TEST_CASE("whoever decodes opens no file and no socket, starts nothing, executes nothing new") {
    CHECK(end_of([] { return ::open("/etc/passwd", O_RDONLY); }) == -SIGSYS);
    CHECK(end_of([] { return ::socket(AF_INET, SOCK_STREAM, 0); }) == -SIGSYS);
    CHECK(end_of([] { return static_cast<int>(::fork()); }) == -SIGSYS);
    CHECK(end_of([] { return ::kill(::getppid(), 0); }) == -SIGSYS);
    CHECK(end_of([] { return static_cast<int>(::write(STDERR_FILENO, "x", 1)); }) == -SIGSYS);
    CHECK(end_of([] {
              const auto* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return memory == MAP_FAILED ? 1 : 0;
          }) == -SIGSYS);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("whoever decodes has half a gigabyte and no more") {
    const auto mapped = [](std::size_t octets) {
        return end_of([=] {
            const auto* memory =
                ::mmap(nullptr, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            return memory == MAP_FAILED ? 1 : 0;
        });
    };
    CHECK(mapped(300'000'000) == 0);
    CHECK(mapped(600'000'000) == 1);
}
#endif
