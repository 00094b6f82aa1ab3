#include "operators/key_table.h"

#include "base/failure.h"

namespace sparekey::operators {
namespace {

const store::Save insert_row{
    "INSERT INTO operator_key (account_id, name, scopes, digest, made_at) "
    "SELECT $1, $3, $4, $5, $6 WHERE @won"};
const store::Save revoke_row{
    "UPDATE operator_key SET revoked_at = $3 WHERE account_id = $1 AND revoked_at = 0 AND @won"};
const store::Save use_row{
    "UPDATE operator_key SET last_used_at = $3 WHERE account_id = $1 AND @won"};

// The account's id stands behind the columns of load_key.
constexpr std::size_t account_column = 7;

}  // namespace

const store::Load load_key{
    "SELECT account_id, name, scopes, digest, made_at, last_used_at, revoked_at "
    "FROM operator_key WHERE account_id = $1"};

Key key_at(const store::Row& row, std::size_t first) {
    const auto scopes = parse_scopes(row.text(first + 2));
    if (!scopes) throw Failure{Failure::Kind::broken, "operator_key.scopes cannot be read"};
    return {row.id<AccountId>(first), row.text(first + 1), *scopes,
            row.bytes(first + 3),     row.time(first + 4), row.time(first + 5),
            row.time(first + 6)};
}

std::optional<Key> read_key(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return key_at(rows.front(), 0);
}

store::SaveCall insert_key(const Key& key) {
    return {insert_row, {key.name, text_of(key.scopes), key.digest, key.made_at}};
}

store::SaveCall set_revoked(Time now) { return {revoke_row, {now}}; }

store::SaveCall note_use(Time now) { return {use_row, {now}}; }

std::vector<Key> list_keys(store::Reader& reader) {
    const auto rows = reader.query(
        "SELECT account_id, name, scopes, digest, made_at, last_used_at, revoked_at "
        "FROM operator_key ORDER BY made_at, account_id LIMIT $1",
        {static_cast<std::int64_t>(keys_max)});
    std::vector<Key> keys;
    keys.reserve(rows.size());
    for (const auto& row : rows) keys.push_back(key_at(row, 0));
    return keys;
}

std::int64_t count_keys(store::Transaction& tx) {
    return tx.query("SELECT count(*) FROM operator_key WHERE revoked_at = 0").at(0).integer(0);
}

KeyAndAccount find(store::Reader& reader, AccountId key, std::string_view external_id) {
    const auto rows = reader.query(
        "SELECT k.account_id, k.name, k.scopes, k.digest, k.made_at, k.last_used_at, "
        "k.revoked_at, a.account_id FROM operator_key AS k "
        "LEFT JOIN operator_account AS a ON a.external_id = $2 AND a.deleted_at = 0 "
        "WHERE k.account_id = $1",
        {key, external_id});
    if (rows.empty()) return {};
    const auto& row = rows.front();
    KeyAndAccount found{key_at(row, 0), {}};
    if (!row.is_null(account_column)) found.account = row.id<AccountId>(account_column);
    return found;
}

}  // namespace sparekey::operators
