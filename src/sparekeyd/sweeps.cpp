#include "sparekeyd/sweeps.h"

#include <chrono>

#include "signin/sweep_flow.h"
#include "sync/sync_flow.h"

namespace sparekey::sparekeyd {
namespace {

constexpr Duration each = std::chrono::minutes{15};

// A walk over all accounts, a few at a time; begins again when it came to the end.
Job walk(const account::Services& services, const signin::Sweep& sweep) {
    const auto from = std::make_shared<AccountId>();
    return {"sweep_" + std::string(sweep.name), each,
            [&services, sweep, from](Time now) -> Awaitable<std::int64_t> {
                const auto swept = co_await signin::sweep_some(services, sweep, *from, now);
                *from = swept.next;
                co_return swept.accounts;
            }};
}

}  // namespace

std::vector<Job> sweeps_of(const account::Services& services) {
    std::vector<Job> jobs;
    for (const auto& sweep : signin::sweeps(services.settings))
        jobs.push_back(walk(services, sweep));
    return jobs;
}

Job vault_sweep(const account::Services& vaults) {
    return {"sweep_vaults", each, [&vaults](Time now) -> Awaitable<std::int64_t> {
                co_return co_await sync::empty_some(vaults, now);
            }};
}

}  // namespace sparekey::sparekeyd
