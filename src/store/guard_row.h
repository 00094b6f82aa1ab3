// The guard row as SQL: the statements both engines run around every change, and its columns.
#pragma once
#include <optional>

#include "store/operation.h"

namespace sparekey::store {

// A guard row with the write id that the engines keep to themselves.
struct GuardRow {
    Guard guard;
    std::int64_t write_id = 0;
};

inline constexpr const char* guard_select =
    "SELECT write_id, freeze_since, freeze_until, hold_until, journal_head, last_step, budgets "
    "FROM "
    "guard WHERE account_id = $1";
// $1 account, $2 new write id, $3 to $8 the columns, $9 the old write id: the compare-and-set that
// makes a change true.
inline constexpr const char* guard_update =
    "UPDATE guard SET write_id = $2, freeze_since = $3, freeze_until = $4, hold_until = $5, "
    "journal_head = $6, last_step = $7, budgets = $8 WHERE account_id = $1 AND write_id = $9";
// $1 account, $2 write id, $3 to $8 the columns.
inline constexpr const char* guard_insert =
    "INSERT INTO guard (account_id, write_id, freeze_since, freeze_until, hold_until, "
    "journal_head, last_step, budgets) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

[[nodiscard]] std::optional<GuardRow> guard_of(Rows&& rows);
// The arguments of guard_update, and without `old_write_id` those of guard_insert.
[[nodiscard]] Values guard_values(AccountId account, const Guard& guard, std::int64_t new_write_id,
                                  std::optional<std::int64_t> old_write_id = {});

}  // namespace sparekey::store
