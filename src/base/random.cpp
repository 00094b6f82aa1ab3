#include "base/random.h"

#include <sys/random.h>

#include <cerrno>

#include "base/check.h"

namespace sparekey {

void fill_random(std::span<std::byte> out) {
    while (!out.empty()) {
        const auto got = ::getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        ENSURE(got > 0);
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

}  // namespace sparekey
