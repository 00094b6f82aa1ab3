// What the daemon does for appeals by itself.
#pragma once
#include <vector>

#include "evidence/store.h"
#include "recovery/office.h"
#include "sparekeyd/jobs.h"

namespace sparekey::sparekeyd {

// `office` and `store` outlive them.
[[nodiscard]] std::vector<Job> recovery_jobs(const recovery::Office& office,
                                             evidence::Store& store);

}  // namespace sparekey::sparekeyd
