#include "account/decoys_flow.h"

#include "account/address_table.h"
#include "guard/budgets.h"

namespace sparekey::account {

Awaitable<void> ensure_decoys(store::Database& db) {
    for (std::int64_t id = 1; id <= decoys; ++id) {
        std::function<bool(store::Transaction&)> create = [](store::Transaction& tx) {
            if (tx.guard()) return false;
            store::Guard guard;
            guard.budgets = guard::Budgets{}.encode();
            tx.create_guard(guard);
            return true;
        };
        co_await db.transact<bool>(AccountId{id}, std::move(create));
    }
}

}  // namespace sparekey::account
