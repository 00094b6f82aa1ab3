#include "signin/sweep_flow.h"

#include <functional>
#include <vector>

namespace sparekey::signin {

Awaitable<Swept> sweep_some(const account::Services& services, const Sweep& sweep, AccountId from,
                            Time now) {
    const Time over = now - sweep.kept;
    std::function<std::vector<AccountId>(store::Reader&)> find = [&](store::Reader& reader) {
        std::vector<AccountId> found;
        const auto rows = reader.query(sweep.find, {from, over, std::int64_t{swept_accounts_max}});
        for (const auto& row : rows) found.push_back(row.id<AccountId>(0));
        return found;
    };
    const auto accounts = co_await services.db.read<std::vector<AccountId>>(std::move(find));

    Swept swept;
    for (const auto who : accounts) {
        std::function<bool(store::Transaction&)> remove = [&](store::Transaction& tx) {
            tx.execute(sweep.remove, {who, over});
            return true;
        };
        co_await services.db.transact<bool>(who, std::move(remove));
        swept.next = who;
        ++swept.accounts;
    }
    co_return swept;
}

}  // namespace sparekey::signin
