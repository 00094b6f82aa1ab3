// Digests that the database may hold.
#pragma once
#include <array>
#include <cstddef>
#include <string_view>

#include "base/bytes.h"
#include "crypto/pepper.h"

namespace sparekey::crypto {

using Digest = std::array<std::byte, 32>;

// HMAC-SHA-256 under the pepper of the purpose, with its length before it, and the data: a digest
// made for one purpose says nothing in another. HMAC-SHA-256 and not BLAKE2b, which would take half
// of its microsecond, because it is on the lists of NIST and ASVS that operators are held to.
[[nodiscard]] Digest keyed_digest(const Pepper& pepper, std::string_view purpose, BytesView data);

// SHA-256: only for what nobody can guess.
[[nodiscard]] Digest sha256(BytesView data);
// What is stored of a token of 256 random bits: no key and no salt, there is nothing to try.
[[nodiscard]] inline Digest token_digest(BytesView token) { return sha256(token); }

}  // namespace sparekey::crypto
