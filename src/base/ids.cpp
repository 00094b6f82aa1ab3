#include "base/ids.h"

#include "base/random.h"

namespace sparekey {

std::int64_t random_id() {
    std::uint64_t value = 0;
    while (value == 0) {
        const auto octets = random_bytes<8>();
        for (const auto b : octets) value = value << 8 | std::to_integer<std::uint64_t>(b);
        value >>= 2;
    }
    return static_cast<std::int64_t>(value);
}

}  // namespace sparekey
