// The daemon's part in sealing the journal: looks for lines that are not sealed, signs each day's
// end, keeps the heads in their file, and says so in the log when any of it does not work.
#pragma once
#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "journal/sealer_flow.h"
#include "sparekeyd/jobs.h"

namespace sparekey::sparekeyd {

// A line that waits longer for its seal is told of.
inline constexpr Duration seal_lag_max = std::chrono::minutes{1};

class JournalKeeper {
   public:
    JournalKeeper(store::Database&, const crypto::SigningKey&, std::filesystem::path heads_file);
    JournalKeeper(const JournalKeeper&) = delete;
    JournalKeeper& operator=(const JournalKeeper&) = delete;

    // To be run by a thread of their own: sweeping must not hold sealing up.
    [[nodiscard]] std::vector<Job> jobs();

    // What /readyz warns of: "journal_not_sealed", "journal_cut_off", "journal_heads_not_kept", ...
    [[nodiscard]] bool warns() const { return troubles_ != 0; }

   private:
    // Each is logged when it begins and when it ends.
    enum class Trouble : unsigned { not_sealed, cut_off, lines_missing, heads_not_kept };
    void tell(Trouble, bool is_so, const std::string& reason);

    Awaitable<std::int64_t> seal(Time now);
    Awaitable<std::int64_t> seal_late(Duration back, Time now);
    Awaitable<std::int64_t> keep_heads(Time now);

    journal::Sealer sealer_;
    const std::filesystem::path heads_file_;
    std::atomic<unsigned> troubles_ = 0;
    std::optional<std::int64_t> kept_day_;  // Once the file has all that the database has.
};

}  // namespace sparekey::sparekeyd
