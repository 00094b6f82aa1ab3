// What expires is deleted: the list of all sweeps, and how often each is run. The statements are
// their rooms' own.
#pragma once
#include <vector>

#include "account/services.h"
#include "sparekeyd/jobs.h"

namespace sparekey::sparekeyd {

[[nodiscard]] std::vector<Job> sweeps_of(const account::Services&);

// Ciphertext of vaults that was replaced over 30 days ago.
[[nodiscard]] Job vault_sweep(const account::Services& vaults);

}  // namespace sparekey::sparekeyd
