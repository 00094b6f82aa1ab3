// What the daemon does for appeals by itself.
#pragma once
#include <vector>

#include "recovery/office.h"
#include "sparekeyd/jobs.h"

namespace sparekey::sparekeyd {

// `office` outlives them.
[[nodiscard]] std::vector<Job> recovery_jobs(const recovery::Office& office);

}  // namespace sparekey::sparekeyd
