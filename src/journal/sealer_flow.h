// Sealing: lines that were committed get their place in the chain of seals, once a day the chain's
// end is signed, and signed heads leave the database as lines of a file.
//
// Any number of daemons may call these at once. The lease keeps them from working for nothing;
// that the chain has one end is kept by append_seal(), which can refuse.
#pragma once
#include <filesystem>
#include <optional>

#include "base/async.h"
#include "crypto/signing_key.h"
#include "journal/seal_table.h"
#include "store/database.h"

namespace sparekey::journal {

// Who seals: the process, drawn when it begins.
struct Sealer {
    store::Database& db;
    const crypto::SigningKey& key;
    std::int64_t id;
    // The newest seal that this process saw. A chain that became shorter is not gone on with.
    std::int64_t seen_position = 0;
};

// Ids are nearly in order of time: after this long hardly a line is committed below one that is
// sealed already. Those that are get a late seal.
inline constexpr Duration settle_time = std::chrono::milliseconds{500};
// How old a line can be, by its id, to be sealed late. Whoever inserts one into an older past finds
// no sealer for it, and `verify` finds the line.
inline constexpr Duration look_back = std::chrono::hours{1};

struct Look {
    enum class Outcome {
        nothing,    // There was none to seal.
        sealed,     // One seal was appended.
        elsewhere,  // Another daemon seals.
        overtaken,  // The chain went on meanwhile: look again.
        cut_off     // The chain is shorter than it was.
    };
    Outcome outcome = Outcome::nothing;
    std::int64_t lines = 0;               // Sealed now.
    std::optional<Time> waiting_since{};  // The time of the oldest line that is not sealed yet.
    std::int64_t ranges_short = 0;        // Late look only: ranges that lack lines they had.
};

// Seals the next seal_lines_max lines of those that are older than settle_time.
[[nodiscard]] Awaitable<Look> seal_next(Sealer&, Time now);

// Seals lines that were committed into ranges sealed before, `back` into the past at most, those of
// one range.
[[nodiscard]] Awaitable<Look> seal_late(Sealer&, Duration back, Time now);

// Signs the chain's end, unless the day has a head. Whether it did.
[[nodiscard]] Awaitable<bool> sign_day(Sealer&, Time now);

// The newest day that is signed, by whichever daemon; -1 before the first.
[[nodiscard]] Awaitable<std::int64_t> newest_day(Sealer&);

struct KeptHeads {
    int appended = 0;
    // The file has a head of a later seal than the database: its newest part was cut off, or it was
    // restored from a backup.
    bool file_knows_more = false;
};
// Appends to the file what heads it lacks. Throws Failure{unavailable} when it cannot.
[[nodiscard]] Awaitable<KeptHeads> keep_heads(Sealer&, const std::filesystem::path& file);

}  // namespace sparekey::journal
