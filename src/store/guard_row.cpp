#include "store/guard_row.h"

#include "base/check.h"

namespace sparekey::store {

std::optional<GuardRow> guard_of(Rows&& rows) {
    if (rows.empty()) return std::nullopt;
    ENSURE(rows.size() == 1);
    const auto& row = rows.front();
    GuardRow found;
    found.write_id = row.integer(0);
    found.guard.freeze_since = row.integer(1);
    found.guard.freeze_until = row.integer(2);
    found.guard.hold_until = row.integer(3);
    found.guard.journal_head = row.integer(4);
    found.guard.last_step = row.integer(5);
    found.guard.budgets = row.bytes(6);
    return found;
}

Values guard_values(AccountId account, const Guard& guard, std::int64_t new_write_id,
                    std::optional<std::int64_t> old_write_id) {
    Values values{account,          new_write_id,       guard.freeze_since, guard.freeze_until,
                  guard.hold_until, guard.journal_head, guard.last_step,    guard.budgets};
    if (old_write_id) values.emplace_back(*old_write_id);
    return values;
}

}  // namespace sparekey::store
