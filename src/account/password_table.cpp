#include "account/password_table.h"

namespace sparekey::account {
namespace {

const store::Save upsert_password{
    "INSERT INTO password (account_id, version, salt, memory_kib, passes, digest, changed_at, "
    "changed_by) "
    "SELECT $1, $3, $4, $5, $6, $7, $8, $9 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, salt = excluded.salt, "
    "memory_kib = excluded.memory_kib, passes = excluded.passes, digest = excluded.digest, "
    "changed_at = excluded.changed_at, changed_by = excluded.changed_by"};
const store::Save remove_password{"DELETE FROM password WHERE account_id = $1 AND @won"};
const store::Save upsert_pending{
    "INSERT INTO pending_password (account_id, version, salt, memory_kib, passes, digest, made_at) "
    "SELECT $1, $3, $4, $5, $6, $7, $8 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, salt = excluded.salt, "
    "memory_kib = excluded.memory_kib, passes = excluded.passes, digest = excluded.digest, made_at "
    "= excluded.made_at"};
const store::Save remove_pending{"DELETE FROM pending_password WHERE account_id = $1 AND @won"};

const store::Save set_due{
    "UPDATE account SET must_change_password = TRUE WHERE account_id = $1 AND @won"};
const store::Save clear_due{
    "UPDATE account SET must_change_password = FALSE WHERE account_id = $1 AND @won"};

StoredPassword read_row(const store::Row& row) {
    return {
        row.integer(0),
        row.bytes(1),
        {static_cast<std::uint32_t>(row.integer(2)), static_cast<std::uint32_t>(row.integer(3))},
        row.bytes(4),
        row.time(5),
        row.text(6)};
}

}  // namespace

const store::Load load_password{
    "SELECT version, salt, memory_kib, passes, digest, changed_at, changed_by FROM password WHERE "
    "account_id = $1"};
const store::Load load_pending_password{
    "SELECT version, salt, memory_kib, passes, digest, made_at, 'link' FROM pending_password WHERE "
    "account_id = $1"};

std::optional<StoredPassword> read_password(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return read_row(rows.front());
}

store::SaveCall save_password(const StoredPassword& next) {
    return {upsert_password,
            {next.version, next.salt, next.cost.memory_kib, next.cost.passes, next.digest,
             next.changed_at, next.changed_by}};
}

store::SaveCall delete_password() { return {remove_password, {}, store::any_rows}; }

std::optional<StoredPassword> read_pending_password(const store::Rows& rows) {
    return read_password(rows);
}

store::SaveCall save_pending_password(const StoredPassword& next) {
    return {upsert_pending,
            {next.version, next.salt, next.cost.memory_kib, next.cost.passes, next.digest,
             next.changed_at}};
}

store::SaveCall delete_pending_password() { return {remove_pending, {}, store::any_rows}; }

const store::Load load_password_due{
    "SELECT must_change_password FROM account WHERE account_id = $1"};

bool read_password_due(const store::Rows& rows) { return !rows.empty() && rows.front().boolean(0); }

store::SaveCall password_is_due() { return {set_due, {}, store::any_rows}; }

store::SaveCall password_no_longer_due() { return {clear_due, {}, store::any_rows}; }

}  // namespace sparekey::account
