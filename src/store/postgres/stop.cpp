#include "store/postgres/stop.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "base/check.h"

namespace sparekey::store::postgres {

Stop::Stop() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { ENSURE(fd_ >= 0); }

Stop::~Stop() { ::close(fd_); }

void Stop::request() {
    requested_ = true;
    const std::uint64_t one = 1;
    ENSURE(::write(fd_, &one, sizeof one) == sizeof one);
}

bool Stop::wait_for(std::chrono::milliseconds patience) const {
    pollfd watched{fd_, POLLIN, 0};
    return ::poll(&watched, 1, static_cast<int>(patience.count())) > 0;
}

}  // namespace sparekey::store::postgres
