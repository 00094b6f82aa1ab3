#include "signin/close_account.h"

#include "account/address_table.h"
#include "account/addresses.h"
#include "account/open_appeals.h"
#include "signin/close_account_table.h"

namespace sparekey::signin {

using account::Done;
using account::Result;

account::Action<Done> close_account(const account::Services& services) {
    account::Action<Done> action;
    action.operation = guard::Operation::close_account;
    action.ends_all_sessions = true;
    action.loads.emplace_back(account::load_addresses);
    if (services.appeals != nullptr) {
        for (auto& call : services.appeals->loads()) action.loads.push_back(std::move(call));
    }
    action.decide = [&services](account::Plan& plan, const std::vector<store::Rows>& rows,
                                const account::Proven&) -> Result<Done> {
        if (services.appeals != nullptr) services.appeals->closed(plan, rows, 1);
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
