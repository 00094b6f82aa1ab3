// Which of the accounts that unknown addresses are answered from are not there yet.
#pragma once
#include <vector>

#include "base/ids.h"
#include "store/database.h"

namespace sparekey::account {

[[nodiscard]] std::vector<AccountId> missing_decoys(store::Reader&);

}  // namespace sparekey::account
