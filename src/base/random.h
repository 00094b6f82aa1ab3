// Unpredictable octets. Nothing else in the house draws randomness.
#pragma once
#include <array>
#include <cstddef>
#include <span>

namespace sparekey {

// From getrandom(2), which cannot fail once the system's pool is seeded; aborts if it does all the
// same: a guard that cannot draw must not go on.
void fill_random(std::span<std::byte> out);

template <std::size_t N>
[[nodiscard]] std::array<std::byte, N> random_bytes() {
    std::array<std::byte, N> out;
    fill_random(out);
    return out;
}

}  // namespace sparekey
