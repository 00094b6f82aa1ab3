#include "signin/close_account.h"

#include <array>

#include "account/address_table.h"
#include "account/addresses.h"

namespace sparekey::signin {
namespace {

using account::Done;
using account::Result;

// Sessions are ended by the step-up itself.
const std::array<store::Save, 13> destroyed{{
    store::Save{"DELETE FROM password WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM pending_password WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM authenticator WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM backup_codes WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM enrolment WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM generation WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM challenge WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM stolen_report WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM mailed_code WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM link WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM browser WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM identity_record WHERE account_id = $1 AND @won"},
    store::Save{"DELETE FROM sign_up WHERE account_id = $1 AND @won"},
}};
const store::Save set_closed{
    "UPDATE account SET closed_at = $3 WHERE account_id = $1 AND closed_at = 0 AND @won"};

}  // namespace

account::Action<Done> close_account() {
    account::Action<Done> action;
    action.operation = guard::Operation::close_account;
    action.ends_all_sessions = true;
    action.loads.emplace_back(account::load_addresses);
    action.decide = [](account::Plan& plan, const std::vector<store::Rows>& rows,
                       const account::Proven&) -> Result<Done> {
        const auto addresses = account::read_addresses(rows[0]);
        for (const auto& statement : destroyed) {
            plan.save({statement, {}, store::any_rows});
        }
        account::free_addresses(plan, addresses);
        plan.save({set_closed, {plan.now()}});
        plan.line(journal::Kind::account_closed);
        // Without a link: there is nothing left that one could end.
        plan.tell(account::recipients(addresses, plan.now()), outbox::Kind::account_closed);
        return Done{};
    };
    return action;
}

}  // namespace sparekey::signin
