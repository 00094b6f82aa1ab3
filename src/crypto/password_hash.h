// The memory-hard hash for what people choose or type: passwords and backup codes.
#pragma once
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace sparekey::crypto {

// OWASP and ASVS 5.0 appendix C: Argon2id with 19 MiB, 2 passes, 1 lane. 32 ms on a core of 2.1
// GHz.
struct HashCost {
    std::uint32_t memory_kib = 19 * 1024;
    std::uint32_t passes = 2;
    bool operator==(const HashCost&) const = default;
};

inline constexpr std::size_t salt_octets = 16;
inline constexpr std::uint32_t memory_kib_max = 1024 * 1024;
inline constexpr std::uint32_t passes_max = 16;

// One lane. `salt` is exactly salt_octets. Takes long: never on an io thread. Throws Failure{busy}
// when there is no memory for it, Failure{broken} when the cost, which came from a row, is out of
// bounds.
[[nodiscard]] Secret argon2id(BytesView password, BytesView salt, HashCost cost,
                              std::size_t octets = 64);

}  // namespace sparekey::crypto
