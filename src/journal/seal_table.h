// The statements around seals, signed heads, and the lease of whoever seals.
#pragma once
#include <optional>
#include <vector>

#include "journal/heads.h"
#include "journal/seal.h"
#include "store/database.h"

namespace sparekey::journal {

// The chain's end, and up to which id ordinary seals go: 0 before the first.
struct Sealed {
    ChainEnd end;
    std::int64_t upto_id = 0;
};
[[nodiscard]] Sealed read_sealed(store::Reader&);

// Lines with an id in the range, in order of id, at most `lines_max`.
[[nodiscard]] store::Rows read_lines(store::Reader&, Range, int lines_max);
// One of those rows; borrowed from it.
[[nodiscard]] StoredLine line_of(const store::Row&);
// The ids of lines that stand before the first seal's range, where none of ours can be.
[[nodiscard]] std::vector<std::int64_t> read_ids_before_all(store::Reader&, int lines_max);
// With their digests.
[[nodiscard]] std::vector<LineSeal> seals_of(const store::Rows&);

// Seals from `position` on, in order, at most `seals_max`.
[[nodiscard]] std::vector<Seal> read_seals(store::Reader&, std::int64_t position, int seals_max);
// The entries of all seals, ordinary and late, of exactly this range.
[[nodiscard]] std::vector<Bytes> read_entries(store::Reader&, Range);

// Of an ordinary seal's range: how many lines are sealed, and how many are there.
struct Count {
    Range range;
    std::int64_t sealed;
    std::int64_t found;
};
// Of the ranges that end after `upto_id`, in order, at most `ranges_max`.
[[nodiscard]] std::vector<Count> read_counts(store::Reader&, std::int64_t upto_id, int ranges_max);

// Nothing, and false, unless the chain still ends where the seal goes on.
[[nodiscard]] bool append_seal(store::Transaction&, const Seal&);

// The daemon that seals, 0 when nobody does at `now`.
[[nodiscard]] std::int64_t read_sealer(store::Reader&, Time now);
// False when somebody else does. Serialises those that ask: the row is locked until the commit.
[[nodiscard]] bool take_lease(store::Transaction&, std::int64_t sealer, Time now);
inline constexpr Duration lease_time = std::chrono::seconds{10};

// In order of day, those after `day`, at most `heads_max`.
[[nodiscard]] std::vector<Head> read_heads(store::Reader&, std::int64_t day, int heads_max);
// The newest's day, -1 before the first.
[[nodiscard]] std::int64_t read_newest_day(store::Reader&);
// False when the day has one.
[[nodiscard]] bool append_head(store::Transaction&, const Head&);

// Accounts after `account`, in order: the newest line that the guard knows (0: none), and whether
// it is there.
struct Newest {
    std::int64_t account;
    std::int64_t line;
    bool is_there;
};
[[nodiscard]] std::vector<Newest> read_newest(store::Reader&, std::int64_t account,
                                              int accounts_max);
// How many lines there are after `id`, and the oldest one's time.
struct Unsealed {
    std::int64_t lines = 0;
    std::optional<Time> since;
};
[[nodiscard]] Unsealed read_unsealed(store::Reader&, std::int64_t upto_id);

}  // namespace sparekey::journal
