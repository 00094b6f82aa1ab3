// Destroying what is no longer needed: pictures and video, the form, at last the case's rows. To
// destroy is to destroy a key; what the disk still holds opens for nobody then.
#pragma once
#include <cstdint>

#include "base/async.h"
#include "base/time.h"
#include "recovery/office.h"

namespace sparekey::recovery {

inline constexpr int destroyed_at_once_max = 50;

// What of one batch was due. The key goes first: a crash between leaves a row that says so again.
[[nodiscard]] Awaitable<std::int64_t> destroy_what_is_due(const Office&, Time now);

}  // namespace sparekey::recovery
