// Rows of accounts that mean nothing any more: sessions, challenges, mailed codes, links, sign-ups,
// browsers, enrolments and generations whose time is over. What is expired is refused wherever it
// is read; this only makes room.
#pragma once
#include <chrono>
#include <string_view>
#include <vector>

#include "account/services.h"
#include "base/time.h"

namespace sparekey::signin {

// One kind of row. Its statements name their columns' meaning themselves: $2 is the time before
// which it is over.
struct Sweep {
    std::string_view name;
    std::string_view find;    // SELECT DISTINCT account_id ... WHERE account_id > $1 AND ... < $2
                              // ORDER BY account_id LIMIT $3
    std::string_view remove;  // DELETE ... WHERE account_id = $1 AND ... < $2
    Duration kept;            // After the time in the column.
};

// Everything is kept an hour longer than it is good for, so that no request that read it just in
// time finds it gone.
inline constexpr Duration swept_after = std::chrono::hours{1};

[[nodiscard]] std::vector<Sweep> sweeps(const account::Settings&);

}  // namespace sparekey::signin
