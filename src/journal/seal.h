// How lines are sealed: the digest of a line, the seal over a batch of them, the chain of seals.
// Pure.
//
// An ordinary seal covers every line that was committed with an id in (after_id, upto_id], and the
// next one goes on at upto_id. A late seal covers lines that were committed into the range of an
// ordinary one after it was made. doc/decisions/0012 says why so.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "crypto/keyed_digest.h"
#include "crypto/signing_key.h"

namespace sparekey::journal {

using crypto::Digest;

// A line as the database holds it, borrowed from a row.
struct StoredLine {
    std::int64_t id;
    std::int64_t account;
    std::int64_t previous;
    std::int64_t at;
    std::string_view kind;
    std::string_view client;
    std::string_view detail;
};

// SHA-256 of every column, texts with their lengths before them. `buffer` is only worked in.
[[nodiscard]] Digest line_digest(const StoredLine&, Bytes& buffer);

struct LineSeal {
    std::int64_t id;
    Digest digest;
};

// Which lines a seal covers, in order of id. `digest` is cut to eight octets: enough to name the
// line that was changed, while the seal's own digests cover the whole ones.
struct SealedEntry {
    std::int64_t id;
    std::uint64_t digest_start;
};
inline constexpr std::size_t entry_octets = 16;
[[nodiscard]] SealedEntry entry_of(const LineSeal&);
// nullopt unless it is whole entries, their ids ascending.
[[nodiscard]] std::optional<std::vector<SealedEntry>> parse_entries(BytesView entries);

struct Range {
    std::int64_t after_id = 0;
    std::int64_t upto_id = 0;
    bool operator==(const Range&) const = default;
};

struct Seal {
    std::int64_t position = 0;  // From 1, without a gap.
    Digest previous{};          // The digest of the seal before it; of the first, zeros.
    Range range;
    bool late = false;
    Time sealed_at;
    std::int64_t line_count = 0;
    Bytes entries;
    Digest lines_digest{};  // Over the whole digests of its lines.
    Digest digest{};        // Over all of the above.
    Digest mac{};           // Of the digest, under the signing key.
    bool operator==(const Seal&) const = default;
};

inline constexpr int seal_lines_max = 4096;

// The newest seal, as the next one goes on from it; position 0 before the first.
struct ChainEnd {
    std::int64_t position = 0;
    Digest digest{};
};

// `lines` in order of id, one to seal_lines_max of them.
[[nodiscard]] Seal make_seal(const crypto::SigningKey&, const ChainEnd&, Range, bool late,
                             const std::vector<LineSeal>& lines, Time now);

[[nodiscard]] Digest lines_digest_of(const std::vector<LineSeal>& lines);
// What the columns give, whatever stands in `digest` and `mac`.
[[nodiscard]] Digest digest_of(const Seal&);
[[nodiscard]] Digest mac_of(const crypto::SigningKey&, const Digest& seal);

}  // namespace sparekey::journal
