// What the machine does for appeals by itself: it looks at what came in, ends what is over, sends
// the reset link when its date is reached. A job of the daemon calls it now and then.
#pragma once
#include <cstdint>

#include "base/async.h"
#include "base/time.h"
#include "recovery/office.h"

namespace sparekey::recovery {

inline constexpr int accounts_looked_at_max = 50;

// The accounts of one batch that were due. A case for which nothing could be done yet is looked at
// again a little later.
[[nodiscard]] Awaitable<std::int64_t> look_after_appeals(const Office&, Time now);

}  // namespace sparekey::recovery
