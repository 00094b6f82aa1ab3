// The statements that close an account.
#pragma once
#include <vector>

#include "base/time.h"
#include "store/statement.h"

namespace sparekey::signin {

// Deletes every row of the account but those of its sessions, its addresses and what happened.
[[nodiscard]] std::vector<store::SaveCall> destroy_account();
// Once only.
[[nodiscard]] store::SaveCall set_closed(Time now);

}  // namespace sparekey::signin
