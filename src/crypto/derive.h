// Keys from keys (HKDF, RFC 5869) and keys from passwords as other programs derive them: only for
// reading and writing their files. Our own passwords go through password_hash.h.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "crypto/hmac.h"
#include "crypto/secret.h"

namespace sparekey::crypto {

[[nodiscard]] Secret hkdf_sha256(BytesView key, BytesView salt, std::string_view info,
                                 std::size_t octets);
// The second half alone: `key` is already as good as random.
[[nodiscard]] Secret hkdf_sha256_expand(BytesView key, std::string_view info, std::size_t octets);

inline constexpr std::uint32_t pbkdf2_rounds_max = 10'000'000;  // Ten seconds.
// nullopt when the rounds are out of bounds.
[[nodiscard]] std::optional<Secret> pbkdf2(Hmac::Algorithm algorithm, BytesView password,
                                           BytesView salt, std::uint32_t rounds,
                                           std::size_t octets);

struct ScryptCost {
    std::uint64_t n = 32768;  // A power of two, at most 2^20.
    std::uint32_t r = 8;      // At most 32.
    std::uint32_t p = 1;      // At most 16.
};
inline constexpr std::uint64_t scrypt_octets_max = std::uint64_t{2} << 30;
// nullopt when the cost is out of bounds.
[[nodiscard]] std::optional<Secret> scrypt(BytesView password, BytesView salt, ScryptCost cost,
                                           std::size_t octets);

struct LanesCost {
    std::uint32_t memory_kib = 0;  // At most 2 GiB.
    std::uint32_t passes = 0;      // At most 64.
    std::uint32_t lanes = 0;       // At most 16.
};
// Argon2id with any lanes, which libsodium has not. nullopt when the cost is out of bounds, the
// salt shorter than eight octets, or there is no memory for it.
[[nodiscard]] std::optional<Secret> argon2id_lanes(BytesView password, BytesView salt,
                                                   LanesCost cost, std::size_t octets);

}  // namespace sparekey::crypto
