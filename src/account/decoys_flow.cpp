#include "account/decoys_flow.h"

#include "account/decoys.h"
#include "guard/budgets.h"

namespace sparekey::account {

Awaitable<void> ensure_decoys(store::Database& db) {
    std::function<std::vector<AccountId>(store::Reader&)> look = missing_decoys;
    const auto missing = co_await db.read<std::vector<AccountId>>(std::move(look));
    for (const auto id : missing) {
        std::function<bool(store::Transaction&)> create = [](store::Transaction& tx) {
            if (tx.guard()) return false;
            store::Guard guard;
            guard.budgets = guard::Budgets{}.encode();
            tx.create_guard(guard);
            return true;
        };
        co_await db.transact<bool>(id, std::move(create));
    }
}

}  // namespace sparekey::account
