#include "recovery/form.h"

namespace sparekey::recovery {
namespace {

const store::Load load_form{
    "SELECT sealed, saved_at, number_digest, phone_digest FROM appeal_form WHERE account_id = $1 "
    "AND appeal_id = $2"};
const store::Save upsert{
    "INSERT INTO appeal_form (account_id, appeal_id, sealed, saved_at, number_digest, "
    "phone_digest) SELECT $1, $3, $4, $5, $6, $7 WHERE @won "
    "ON CONFLICT (account_id, appeal_id) DO UPDATE SET sealed = excluded.sealed, saved_at = "
    "excluded.saved_at, number_digest = excluded.number_digest, phone_digest = "
    "excluded.phone_digest"};
const store::Save remove{
    "DELETE FROM appeal_form WHERE account_id = $1 AND appeal_id = $3 AND @won"};

std::optional<Bytes> optional_bytes(const store::Row& row, std::size_t at) {
    if (row.is_null(at)) return std::nullopt;
    return row.bytes(at);
}
store::Value value_of(const std::optional<Bytes>& octets) {
    return octets ? store::Value{*octets} : store::Value{store::Null{}};
}

}  // namespace

store::LoadCall form_of(AppealId appeal) { return {load_form, {appeal}}; }

std::optional<StoredForm> read_form(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return StoredForm{row.bytes(0), row.time(1), optional_bytes(row, 2), optional_bytes(row, 3)};
}

store::SaveCall save_form(AppealId appeal, const StoredForm& form) {
    return {upsert,
            {appeal, form.sealed, form.saved_at, value_of(form.number_digest),
             value_of(form.phone_digest)}};
}
store::SaveCall delete_form(AppealId appeal) { return {remove, {appeal}, store::any_rows}; }

bool number_is_elsewhere(store::Transaction& tx, BytesView digest, AccountId but) {
    const auto rows =
        tx.query("SELECT 1 FROM appeal_form WHERE number_digest = $1 AND account_id <> $2 LIMIT 1",
                 {digest, but});
    return !rows.empty();
}

}  // namespace sparekey::recovery
