// What a database forgot that is brought back from a backup: what was used, ended or signed out
// since. So whatever works once, and everything that opens something by being held, ends here.
#pragma once
#include "base/time.h"
#include "store/database.h"

namespace sparekey::sparekeyd {

struct Restored {
    std::int64_t accounts = 0;      // Whose one-time codes up to this minute count as used.
    std::int64_t code_sets = 0;     // Sets of backup codes that were withdrawn.
    std::int64_t sessions = 0;      // Signed out, with sign-ins that were under way.
    std::int64_t open_appeals = 0;  // As the backup knew them, for the desk to look at.
};

// All of it or nothing, on either engine, with the newest schema and no daemon on it. Again is
// harmless. Throws as Database::transact().
[[nodiscard]] Restored end_what_may_have_ended(store::Database&, Time now);

}  // namespace sparekey::sparekeyd
