#include "signin/close_account_table.h"

#include <array>

namespace sparekey::signin {
namespace {

const std::array<store::Save, 15> destroyed{{
    store::Save{"DELETE FROM password WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM pending_password WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM authenticator WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM backup_codes WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM enrolment WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM generation WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM session WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM stolen_report WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM mailed_code WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM link WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM browser WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM identity_record WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM account_facts WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM sign_up WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM operator_answer WHERE account_id = $1 AND @won"},
}};
const store::Save closed{
    "UPDATE account SET closed_at = $3 WHERE account_id = $1 AND closed_at = 0 AND @won"};

}  // namespace

std::vector<store::SaveCall> destroy_account() {
    std::vector<store::SaveCall> calls;
    for (const auto& statement : destroyed) {
        calls.emplace_back(statement, store::Values{}, store::any_rows);
    }
    return calls;
}

store::SaveCall set_closed(Time now) { return {closed, {now}}; }

}  // namespace sparekey::signin
