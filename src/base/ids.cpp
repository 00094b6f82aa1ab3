#include "base/ids.h"

#include <array>
#include <cstring>

#include "base/random.h"

namespace sparekey {
namespace {

// Ids are no secrets: a thread asks the system for 64 of them at once.
struct Drawn {
    std::array<std::byte, 512> octets;
    std::size_t left = 0;

    std::uint64_t next() {
        if (left == 0) {
            fill_random(octets);
            left = octets.size();
        }
        std::uint64_t value = 0;
        left -= sizeof(value);
        std::memcpy(&value, octets.data() + left, sizeof(value));
        return value;
    }
};

}  // namespace

std::int64_t random_id() {
    thread_local Drawn drawn;
    std::uint64_t value = 0;
    while (value == 0) value = drawn.next() >> 2;
    return static_cast<std::int64_t>(value);
}

}  // namespace sparekey
