#include "operators/account_table.h"
#include "operators/lease.h"

namespace sparekey::operators {

Awaitable<Lease> lease(const account::Services& services, std::optional<AccountId> who, Time now) {
    if (!who) co_return lease_of(std::nullopt, now);
    std::vector<store::LoadCall> loads{load_account};
    const auto loaded = co_await services.db.load(*who, std::move(loads));
    const auto row = read_account(loaded.rows[0]);
    const bool is_there = row && row->closed_at == Time{};
    co_return lease_of(is_there ? loaded.guard : std::nullopt, now);
}

}  // namespace sparekey::operators
