#include "sparekeyd/signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/check.h"
#include "base/log.h"

namespace sparekey::sparekeyd {
namespace {

sigset_t stop_signals() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::sigaddset(&set, SIGINT);
    return set;
}

sigset_t all_signals() {
    sigset_t set = stop_signals();
    ::sigaddset(&set, SIGHUP);
    return set;
}

void watch(int ended, int code) {
    const auto set = stop_signals();
    const int signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    ENSURE(signals >= 0);
    std::array<pollfd, 2> both{{{signals, POLLIN, 0}, {ended, POLLIN, 0}}};
    while (::poll(both.data(), both.size(), -1) < 0) ENSURE(errno == EINTR);
    const bool told_again = (both[0].revents & POLLIN) != 0;
    ::close(signals);
    if (!told_again) return;
    log::warning("cut_off");
    log::stop();
    ::_exit(code);
}

}  // namespace

Signals::Signals() {
    const auto set = all_signals();
    ENSURE(::pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // A file at its limit is a full disk: the write says so.
}

Signal Signals::wait() {
    const auto set = all_signals();
    int number = -1;
    while (number < 0) {
        number = ::sigwaitinfo(&set, nullptr);
        ENSURE(number >= 0 || errno == EINTR);
    }
    return number == SIGHUP ? Signal::reload : Signal::stop;
}

SecondSignal::SecondSignal(int code)
    : ended_(::eventfd(0, EFD_CLOEXEC)), watcher_([fd = ended_, code] { watch(fd, code); }) {
    ENSURE(ended_ >= 0);
}

SecondSignal::~SecondSignal() {
    ENSURE(::eventfd_write(ended_, 1) == 0);
    watcher_.join();
    ::close(ended_);
}

}  // namespace sparekey::sparekeyd
