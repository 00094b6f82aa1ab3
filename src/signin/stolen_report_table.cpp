#include "signin/stolen_report.h"

namespace sparekey::signin {
namespace {

const store::Save insert{
    "INSERT INTO stolen_report (account_id, token_digest, made_at, tries, password_version) "
    "SELECT $1, $3, $4, 0, $5 WHERE @won"};
const store::Save set_tries{
    "UPDATE stolen_report SET tries = $5 "
    "WHERE account_id = $1 AND token_digest = $3 AND tries = $4 AND @won"};
const store::Save remove{
    "DELETE FROM stolen_report WHERE account_id = $1 AND token_digest = $3 AND @won"};
const store::Save remove_all{"DELETE FROM stolen_report WHERE account_id = $1 AND @won"};
const store::Save set_by_code{
    "UPDATE account SET stolen_by_code_at = $3 WHERE account_id = $1 AND @won"};

}  // namespace

const store::Load load_stolen_report{
    "SELECT token_digest, made_at, tries, password_version FROM stolen_report "
    "WHERE account_id = $1 AND token_digest = $2"};

std::optional<StolenReport> read_stolen_report(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return StolenReport{row.bytes(0), row.time(1), static_cast<int>(row.integer(2)),
                        row.integer(3)};
}

store::SaveCall save_stolen_report(const StolenReport& report) {
    return {insert, {report.token_digest, report.made_at, report.password_version}};
}

store::SaveCall charge_stolen_report(const StolenReport& loaded) {
    return {set_tries, {loaded.token_digest, loaded.tries, loaded.tries + 1}};
}

store::SaveCall refund_stolen_report(const StolenReport& loaded) {
    return {set_tries, {loaded.token_digest, loaded.tries, loaded.tries - 1}};
}

store::SaveCall spend_stolen_report(const StolenReport& loaded) {
    return {remove, {loaded.token_digest}};
}

store::SaveCall end_stolen_reports() { return {remove_all, {}, store::any_rows}; }

const store::Load load_stolen_by_code{
    "SELECT stolen_by_code_at FROM account WHERE account_id = $1"};

Time read_stolen_by_code(const store::Rows& rows) {
    return rows.empty() ? Time{} : rows.front().time(0);
}

store::SaveCall save_stolen_by_code(Time at) { return {set_by_code, {at}}; }

}  // namespace sparekey::signin
