#include "test/daemon/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <stdexcept>

extern char** environ;

namespace sparekey::test {
namespace {

constexpr int patience_ms = 20'000;

void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

std::vector<std::string> environment_with(const Child::Environment& more) {
    // The machine's own configuration must not reach a test.
    std::vector<std::string> all{"SPAREKEY_CONFIG=/dev/null"};
    for (char** entry = environ; *entry != nullptr; ++entry) {
        if (!std::string_view(*entry).starts_with("SPAREKEY_CONFIG=")) all.emplace_back(*entry);
    }
    for (const auto& [name, value] : more) all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

bool readable(int fd, int timeout_ms) {
    pollfd one{fd, POLLIN, 0};
    return ::poll(&one, 1, timeout_ms) > 0;
}

}  // namespace

Child::Child(std::vector<std::string> arguments, const Environment& more) {
    std::array<int, 2> pipe_ends{};
    require(::pipe2(pipe_ends.data(), O_CLOEXEC) == 0, "no pipe");
    out_ = pipe_ends[0];
    const auto err = folder_ / "err";
    posix_spawn_file_actions_t actions;
    require(::posix_spawn_file_actions_init(&actions) == 0, "no memory");
    ::posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(),
                                       O_CREAT | O_WRONLY | O_APPEND, 0600);
    auto environment = environment_with(more);
    const int failed =
        ::posix_spawnp(&process_, arguments.front().c_str(), &actions, nullptr,
                       pointers_to(arguments).data(), pointers_to(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(pipe_ends[1]);
    require(failed == 0, "the daemon could not be started");
    ended_ = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
    require(ended_ >= 0, "no pidfd");
}

Child::~Child() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    ::close(ended_);
    ::close(out_);
}

bool Child::read_more(int timeout_ms) {
    if (!readable(out_, timeout_ms))
        throw std::runtime_error("the daemon is silent; so far:\n" + printed_);
    std::array<char, 4096> part{};
    const auto got = ::read(out_, part.data(), part.size());
    if (got > 0) printed_.append(part.data(), static_cast<std::size_t>(got));
    return got > 0;
}

std::string Child::wait_for_line(const std::string& words) {
    while (true) {
        const auto at = printed_.find(words);
        const auto end = at == std::string::npos ? at : printed_.find('\n', at);
        if (end != std::string::npos) {
            const auto begin = printed_.rfind('\n', at) + 1;
            return printed_.substr(begin, end - begin);
        }
        if (!read_more(patience_ms)) {
            const auto ended = wait();
            throw std::runtime_error("the daemon ended with " + std::to_string(ended.exit_code) +
                                     ": " + ended.err);
        }
    }
}

void Child::signal(int number) const { require(::kill(process_, number) == 0, "no such process"); }

Ended Child::wait() {
    while (read_more(patience_ms)) continue;
    require(readable(ended_, patience_ms), "the daemon does not end");
    int status = 0;
    require(::waitpid(process_, &status, 0) == process_, "no such child");
    process_ = -1;
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, printed_, content_of(folder_ / "err")};
}

std::vector<std::string> House::command(const std::string& words,
                                        std::vector<std::string> more) const {
    std::vector<std::string> all{SPAREKEYD,
                                 "--var.folder",
                                 (folder_ / "var").string(),
                                 "--http.port",
                                 "0",
                                 "--http.web_folder",
                                 ""};
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        all.push_back(words.substr(at, end - at));
        at = end + 1;
    }
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

Ended House::ended(const std::string& words, std::vector<std::string> more,
                   const Child::Environment& environment) const {
    return Child(command(words, std::move(more)), environment).wait();
}

void House::create() const {
    require(ended("keys create").exit_code == 0, "no key files");
    require(ended("migrate").exit_code == 0, "no database");
}

RunningDaemon::RunningDaemon(const House& house, std::vector<std::string> more,
                             const Child::Environment& environment)
    : child_(house.command("run --create", std::move(more)), environment), port_(0) {
    const auto line = child_.wait_for_line(" listens on ");
    const auto digits = line.substr(line.find(" port ") + 6);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port_);
    require(parsed.ec == std::errc{} && port_ != 0, "the daemon does not say its port");
}

Ended RunningDaemon::stop() {
    child_.signal(SIGTERM);
    return child_.wait();
}

}  // namespace sparekey::test
