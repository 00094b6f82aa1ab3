#include "signin/close_account.h"

#include "account/address_table.h"
#include "account/addresses.h"
#include "signin/close_account_table.h"

namespace sparekey::signin {

using account::Done;
using account::Result;

account::Action<Done> close_account() {
    account::Action<Done> action;
    action.operation = guard::Operation::close_account;
    action.ends_all_sessions = true;
    action.loads.emplace_back(account::load_addresses);
    action.decide = [](account::Plan& plan, const std::vector<store::Rows>& rows,
                       const account::Proven&) -> Result<Done> {
        const auto addresses = account::read_addresses(rows[0]);
        for (auto& call : destroy_account()) plan.save(std::move(call));
        account::free_addresses(plan, addresses);
        plan.save(set_closed(plan.now()));
        plan.line(journal::Kind::account_closed);
        // Without a link: there is nothing left that one could end.
        plan.tell(account::recipients(addresses, plan.now()), outbox::Kind::account_closed);
        return Done{};
    };
    return action;
}

}  // namespace sparekey::signin
