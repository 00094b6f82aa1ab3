// The accounts that answer for addresses which have none.
#pragma once
#include "base/async.h"
#include "store/database.h"

namespace sparekey::account {

// Creates the decoys' guard rows where they are missing. At start.
Awaitable<void> ensure_decoys(store::Database&);

}  // namespace sparekey::account
