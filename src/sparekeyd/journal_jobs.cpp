#include "sparekeyd/journal_jobs.h"

#include <array>

#include "base/failure.h"
#include "base/log.h"

namespace sparekey::sparekeyd {
namespace {

using namespace std::chrono_literals;
using journal::Look;

// With the time that lines take to settle, a line is sealed within a second.
constexpr Duration look_every = 250ms;
// Few come late, and then by seconds: looked for often in a short past, seldom in the whole one.
constexpr Duration late_every = 10s;
constexpr Duration late_back = 1min;
constexpr Duration all_late_every = 5min;
constexpr Duration heads_every = 5s;

std::string event_of(unsigned trouble) {
    constexpr std::array<const char*, 4> events{"journal_not_sealed", "journal_cut_off",
                                                "journal_lines_missing", "journal_heads_not_kept"};
    return events.at(trouble);
}

}  // namespace

JournalKeeper::JournalKeeper(store::Database& db, const crypto::SigningKey& key,
                             std::filesystem::path heads_file)
    : sealer_{db, key, random_id()}, heads_file_(std::move(heads_file)) {}

void JournalKeeper::tell(Trouble trouble, bool is_so, const std::string& reason) {
    const auto bit = 1U << static_cast<unsigned>(trouble);
    const bool was = (troubles_ & bit) != 0;
    if (was == is_so) return;
    troubles_ ^= bit;
    const auto event = event_of(static_cast<unsigned>(trouble));
    if (is_so)
        log::warning(event, {{"reason", reason}});
    else
        log::event(event + "_ended");
}

Awaitable<std::int64_t> JournalKeeper::seal(Time now) {
    try {
        const auto look = co_await journal::seal_next(sealer_, now);
        const bool lags = look.waiting_since && now - *look.waiting_since > seal_lag_max;
        tell(Trouble::not_sealed, lags, "lines wait for more than a minute");
        tell(Trouble::cut_off, look.outcome == Look::Outcome::cut_off,
             "the chain of seals became shorter");
        co_return look.lines;
    } catch (const Failure& failure) {
        tell(Trouble::not_sealed, true, failure.what());
        co_return 0;
    }
}

Awaitable<std::int64_t> JournalKeeper::seal_late(Duration back, Time now) {
    const auto look = co_await journal::seal_late(sealer_, back, now);
    // Only the long look can say that none is missing any more.
    if (look.ranges_short > 0 || back == journal::look_back)
        tell(Trouble::lines_missing, look.ranges_short > 0, "lines that were sealed are gone");
    co_return look.lines;
}

Awaitable<std::int64_t> JournalKeeper::keep_heads(Time now) {
    try {
        static_cast<void>(co_await journal::sign_day(sealer_, now));
        const auto newest = co_await journal::newest_day(sealer_);
        if (kept_day_ == newest) co_return 0;
        const auto kept = co_await journal::keep_heads(sealer_, heads_file_);
        tell(Trouble::heads_not_kept, kept.file_knows_more,
             "the file of heads knows a later seal than the database");
        kept_day_ = newest;
    } catch (const Failure& failure) {
        tell(Trouble::heads_not_kept, true, failure.what());
    }
    co_return 0;
}

std::vector<Job> JournalKeeper::jobs() {
    return {
        {"journal_seal", look_every, [this](Time now) { return seal(now); }},
        {"journal_late", late_every, [this](Time now) { return seal_late(late_back, now); }},
        {"journal_all_late", all_late_every,
         [this](Time now) { return seal_late(journal::look_back, now); }},
        {"journal_heads", heads_every, [this](Time now) { return keep_heads(now); }},
    };
}

}  // namespace sparekey::sparekeyd
