#include "evidence/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/failure.h"

namespace sparekey::evidence {
namespace {

constexpr std::size_t said_octets_max = 4 * 1024 * 1024;

[[noreturn]] void fail(const char* what, int why) {
    throw Failure{Failure::Kind::unavailable,
                  std::string("evidence: ") + what + ": " + std::generic_category().message(why)};
}

// What the child has: the socket as 0 and 1, nothing as 2, and nothing else: connections of other
// people are not closed by exec on their own.
class Files {
   public:
    explicit Files(int socket) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, socket, STDOUT_FILENO);
        ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    }
    ~Files() { ::posix_spawn_file_actions_destroy(&actions_); }
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

   private:
    posix_spawn_file_actions_t actions_;
};

// Signals as a program expects them: the daemon blocks and ignores some.
class Attributes {
   public:
    Attributes() {
        ::posix_spawnattr_init(&attributes_);
        sigset_t all, none;
        ::sigfillset(&all);
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

   private:
    posix_spawnattr_t attributes_;
};

int spawn(const std::filesystem::path& program, std::vector<std::string>& arguments, int socket) {
    const Files files{socket};
    const Attributes attributes;
    auto name = program.string();
    std::vector<char*> words{name.data()};
    for (auto& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    std::array<char*, 1> environment{nullptr};
    int pid = -1;
    const int why = ::posix_spawn(&pid, name.c_str(), files.get(), attributes.get(), words.data(),
                                  environment.data());
    if (why != 0) fail("cannot start the decoder", why);
    return pid;
}

}  // namespace

ChildProcess::ChildProcess(const std::filesystem::path& program, std::vector<std::string> arguments,
                           std::chrono::milliseconds time_max)
    : until_(Steady::now() + time_max) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        fail("cannot make a socket", errno);
    socket_ = Descriptor{ends[0]};
    const Descriptor theirs{ends[1]};
    if (::fcntl(socket_.get(), F_SETFL, O_NONBLOCK) != 0) fail("cannot set up a socket", errno);
    pid_ = spawn(program, arguments, theirs.get());
}

ChildProcess::~ChildProcess() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

short ChildProcess::wait_for(short events) {
    while (true) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until_ - Steady::now()).count();
        if (left <= 0) return 0;
        pollfd waiting{socket_.get(), events, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(left));
        if (ready > 0) return waiting.revents;
        if (ready < 0 && errno != EINTR) return 0;
    }
}

bool ChildProcess::keep_what_it_says() {
    std::array<std::byte, 16 * 1024> part;
    const auto got = ::recv(socket_.get(), part.data(), part.size(), 0);
    if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
    append(said_, BytesView{part}.first(static_cast<std::size_t>(got)));
    return said_.size() <= said_octets_max;
}

bool ChildProcess::write(BytesView octets) {
    while (!octets.empty()) {
        const auto put = ::send(socket_.get(), octets.data(), octets.size(), MSG_NOSIGNAL);
        if (put >= 0) {
            octets = octets.subspan(static_cast<std::size_t>(put));
        } else if (errno == EAGAIN) {
            const auto ready = wait_for(POLLIN | POLLOUT);
            if (ready == 0 || ((ready & POLLIN) && !keep_what_it_says())) return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

void ChildProcess::close_input() { ::shutdown(socket_.get(), SHUT_WR); }

std::optional<std::size_t> ChildProcess::read(std::span<std::byte> to) {
    std::size_t filled = std::min(to.size(), said_.size());
    std::copy_n(said_.begin(), filled, to.begin());
    said_.erase(said_.begin(), said_.begin() + static_cast<std::ptrdiff_t>(filled));
    while (filled < to.size()) {
        const auto got = ::recv(socket_.get(), to.data() + filled, to.size() - filled, 0);
        if (got > 0) {
            filled += static_cast<std::size_t>(got);
        } else if (got == 0 || errno == ECONNRESET) {
            break;  // It ended, perhaps without having read all that was written.
        } else if (errno == EAGAIN) {
            if (wait_for(POLLIN) == 0) return std::nullopt;
        } else if (errno != EINTR) {
            return std::nullopt;
        }
    }
    return filled;
}

std::optional<int> ChildProcess::exit_code() {
    // It may close its output and stay.
    const Descriptor process{static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0))};
    if (!process.is_open()) return std::nullopt;
    while (true) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until_ - Steady::now()).count();
        pollfd waiting{process.get(), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(0, left)));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return std::nullopt;
        break;
    }
    int status = 0;
    if (::waitpid(pid_, &status, 0) != pid_) return std::nullopt;
    pid_ = -1;
    if (!WIFEXITED(status)) return std::nullopt;
    return WEXITSTATUS(status);
}

}  // namespace sparekey::evidence
