#include "recovery/bench_flow.h"

#include <algorithm>

namespace sparekey::recovery {

Awaitable<std::optional<AccountId>> account_of_work(const Bench& bench, const staff::Actor& actor,
                                                    AppealId id) {
    std::function<std::optional<AtWork>(store::Reader&)> look = [&](store::Reader& reader) {
        return at_work(reader, actor.who, Time{});
    };
    const auto work = co_await bench.staff.db.read<std::optional<AtWork>>(std::move(look));
    if (!work || work->appeal != id) co_return std::nullopt;
    co_return work->who;
}

std::vector<store::Rows> docket_rows(store::Transaction& tx) {
    std::vector<store::Rows> rows;
    for (const auto& call : docket_loads()) rows.push_back(tx.load(call));
    return rows;
}

std::optional<SeatHeld> seat_held(const Case* c, const Seats& seats, AccountId staff, Time now) {
    if (c == nullptr) return std::nullopt;
    const auto asked = wanted(*c, seats);
    for (const auto& held : seats) {
        const bool theirs = held.staff == staff && held.holds() && held.leased(now);
        const bool due = std::ranges::find(asked, held.seat) != asked.end();
        if (theirs && due && held.may_still_sit) return held;
    }
    return std::nullopt;
}

}  // namespace sparekey::recovery
