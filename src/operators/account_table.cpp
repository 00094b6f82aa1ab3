#include "operators/account_table.h"

namespace sparekey::operators {
namespace {

const store::Save delete_row{
    "UPDATE operator_account SET deleted_at = $4 WHERE external_id = $3 AND account_id = $1 "
    "AND deleted_at = 0 AND @won"};

const store::Load load_live{
    "SELECT external_id FROM operator_account WHERE external_id = $2 AND account_id = $1 "
    "AND deleted_at = 0"};

}  // namespace

std::optional<Indexed> find_indexed(store::Transaction& tx, const ExternalId& id) {
    const auto rows = tx.query(
        "SELECT account_id, deleted_at FROM operator_account WHERE external_id = $1", {id.text()});
    if (rows.empty()) return std::nullopt;
    return Indexed{rows.front().id<AccountId>(0), rows.front().time(1)};
}

bool reserve_id(store::Transaction& tx, const ExternalId& id, AccountId account,
                const std::optional<Indexed>& before) {
    if (before) {
        return tx.execute(
                   "UPDATE operator_account SET account_id = $2, deleted_at = 0 "
                   "WHERE external_id = $1 AND account_id = $3 AND deleted_at = $4",
                   {id.text(), account, before->account, before->deleted_at}) == 1;
    }
    return tx.execute(
               "INSERT INTO operator_account (external_id, account_id) VALUES ($1, $2) "
               "ON CONFLICT (external_id) DO NOTHING",
               {id.text(), account}) == 1;
}

store::LoadCall load_indexed(const ExternalId& id) { return {load_live, {id.text()}}; }

bool read_indexed(const store::Rows& rows) { return !rows.empty(); }

store::SaveCall set_deleted(const ExternalId& id, Time now) {
    return {delete_row, {id.text(), now}};
}

const store::Load load_account{"SELECT created_at, closed_at FROM account WHERE account_id = $1"};

std::optional<AccountRow> read_account(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return AccountRow{rows.front().time(0), rows.front().time(1)};
}

}  // namespace sparekey::operators
