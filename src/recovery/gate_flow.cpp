#include "recovery/gate_flow.h"

#include "account/mailed_code.h"
#include "account/plan.h"
#include "recovery/gate.h"
#include "signin/password_step.h"

namespace sparekey::recovery {

using account::CodePurpose;

Awaitable<GateAsked> ask_at_gate(const account::Services& services, const account::Client& client,
                                 std::string email) {
    const auto who = co_await signin::account_or_decoy(services, email);
    std::vector<store::LoadCall> loads;
    loads.emplace_back(account::load_addresses);
    loads.emplace_back(signin::load_browser, store::Values{client.browser_digest});
    // A code that nobody is told opens nothing, and its row is the same as any other's.
    store::Decide<GateAsked> send = [&](const store::Loaded& loaded,
                                        Time now) -> store::Decision<GateAsked> {
        account::Plan plan{who, loaded, services.ring, client, now};
        const GateAsked asked{now + account::mailed_code_lives};
        signin::Tries tries{plan.budgets, signin::read_browser(loaded.rows[1]), now};
        if (!tries.charge_link()) return plan.decision(asked);
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
        const auto addresses = account::read_addresses(loaded.rows[0]);
        const auto* address = proving(addresses, email, now);
        const auto id = address != nullptr ? address->id : account::AddressId{};
        const auto code = account::draw_mailed_code();
        const auto digest = account::mailed_code_digest(services.pepper, who, CodePurpose::appeal,
                                                        client.browser_digest, code.text());
        plan.save(account::save_mailed_code(CodePurpose::appeal, client.browser_digest,
                                            {digest, now, 0, std::to_string(id.value)}));
        if (address != nullptr) plan.tell({address->email}, outbox::Kind::appeal_code, {}, &code);
        return plan.decision(asked);
    };
    co_return co_await services.db.change<GateAsked>(who, std::move(loads), std::move(send));
}

}  // namespace sparekey::recovery
