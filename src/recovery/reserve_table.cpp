#include <algorithm>

#include "base/failure.h"
#include "recovery/reserve.h"

namespace sparekey::recovery {
namespace {

const store::Save upsert{
    "INSERT INTO appeal_reserve (account_id, appeal_id, purse, tries) SELECT $1, $3, $4, $5 WHERE "
    "@won ON CONFLICT (account_id, appeal_id, purse) DO UPDATE SET tries = excluded.tries"};

Bytes encoded(const guard::TryLog& log) {
    Bytes all;
    for (const auto second : log.seconds()) append_u64(all, second);
    return all;
}

guard::TryLog decoded(const Bytes& octets) {
    std::vector<std::uint32_t> seconds;
    for (std::size_t at = 0; at + 8 <= octets.size(); at += 8)
        seconds.push_back(static_cast<std::uint32_t>(*read_u64(octets, at)));
    auto log = guard::TryLog::of(std::move(seconds));
    if (!log || octets.size() % 8 != 0)
        throw Failure{Failure::Kind::broken, "appeal_reserve.tries cannot be read"};
    return *std::move(log);
}

}  // namespace

const store::Load load_reserves{
    "SELECT appeal_id, purse, tries FROM appeal_reserve WHERE account_id = $1"};

bool Reserve::open(Time now) const {
    return tries.next(reserve_hour, Time{}, now) <= now &&
           tries.next(reserve_appeal, Time{}, now) <= now;
}

std::vector<Reserve> read_reserves(const store::Rows& rows) {
    std::vector<Reserve> all;
    for (const auto& row : rows)
        all.push_back({row.id<AppealId>(0), row.bytes(1), decoded(row.bytes(2))});
    return all;
}

Reserve reserve_of(const std::vector<Reserve>& all, AppealId appeal, BytesView purse) {
    const auto found = std::ranges::find_if(all, [&](const Reserve& one) {
        return one.appeal == appeal && std::ranges::equal(one.purse, purse);
    });
    return found == all.end() ? Reserve{appeal, to_bytes(purse), {}} : *found;
}

store::SaveCall save_reserve(const Reserve& reserve) {
    return {upsert, {reserve.appeal, reserve.purse, encoded(reserve.tries)}};
}

}  // namespace sparekey::recovery
