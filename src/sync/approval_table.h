// The statements that load and save the device that asks to be let into a vault, and when one did.
#pragma once
#include <optional>
#include <set>

#include "store/database.h"
#include "sync/approval.h"

namespace sparekey::sync {

// nullopt, too, where its ten minutes are over.
[[nodiscard]] std::optional<Asking> load_asking(store::Reader&, AccountId, Time now);
[[nodiscard]] std::optional<Asking> load_asking(store::Transaction&, AccountId);
// In the place of one that asked before.
void save_asking(store::Transaction&, AccountId, const Asking&);
void drop_asking(store::Transaction&, AccountId);

// Of the last day.
[[nodiscard]] guard::TryLog load_asks(store::Transaction&, AccountId);
void add_ask(store::Transaction&, AccountId);

// Some accounts with what is over, and the end of that.
[[nodiscard]] std::set<AccountId> find_asked(store::Reader&, Time now, int rows_max);
void drop_over(store::Transaction&, AccountId);

}  // namespace sparekey::sync
