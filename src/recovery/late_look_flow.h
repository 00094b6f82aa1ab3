// Pictures that the decoders had no room for when they came: a job looks at them.
#pragma once
#include <cstdint>

#include "base/async.h"
#include "evidence/store.h"
#include "recovery/office.h"

namespace sparekey::recovery {

inline constexpr int pictures_looked_at_max = 20;

// How many of one batch were looked at. One whose file cannot be read now waits on, and keeps the
// others from nothing.
[[nodiscard]] Awaitable<std::int64_t> look_at_waiting_pictures(const Office&, evidence::Store&);

}  // namespace sparekey::recovery
