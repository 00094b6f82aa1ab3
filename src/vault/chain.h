// The running digest over a vault's changes: what notices a server that goes back, skips or swaps.
#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/keyed_digest.h"
#include "vault/ids.h"

namespace sparekey::vault {

// Of one change that a server took: it is known for ever, also where the seal itself is gone.
struct Link {
    std::uint64_t seq = 0;
    EntryId id;
    std::uint64_t revision = 0;
    crypto::Digest seal_digest{};  // SHA-256 of the sealed entry.
};

struct Chain {
    std::uint64_t seq = 0;    // The last one taken.
    crypto::Digest digest{};  // Zeros before the first.
    std::uint32_t epoch = 0;  // The latest that a change was sealed under: it never falls.
    bool operator==(const Chain&) const = default;

    // SHA-256 of (digest | seq, 8 octets | entry id, 16 | revision, 8 | digest of the seal, 32).
    // False, and nothing changes, when it is not the next one.
    [[nodiscard]] bool take(const Link&);
};

}  // namespace sparekey::vault
