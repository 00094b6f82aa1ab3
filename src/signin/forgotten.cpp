#include "signin/forgotten.h"

#include "account/address_table.h"
#include "account/password_table.h"
#include "account/plan.h"
#include "signin/password_step.h"

namespace sparekey::signin {
namespace {

using account::Done;
using account::LinkPurpose;
using account::Token;

}  // namespace

Awaitable<Done> ask_for_reset_link(const Services& services, const Client& client,
                                   std::string email) {
    const auto who = co_await account_or_decoy(services, std::move(email));
    const auto token = Token::make(who, services.realm);
    std::vector<store::LoadCall> loads;
    loads.emplace_back(account::load_addresses);
    loads.emplace_back(load_browser, store::Values{client.browser_digest});
    // A decoy has no address, so no letter is written for it; all else is the same.
    store::Decide<Done> send = [&](const store::Loaded& loaded, Time now) -> store::Decision<Done> {
        account::Plan plan{who, loaded, services.ring, client, now};
        const auto addresses = account::read_addresses(loaded.rows[0]);
        const auto* primary = account::primary(addresses);
        Tries tries{plan.budgets, read_browser(loaded.rows[1]), now};
        if (!tries.charge_link()) return plan.decision(Done{});
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
        plan.save(
            account::save_link(token, LinkPurpose::reset_password, now, reset_link_lives, {}));
        const auto text = token.text();
        if (primary != nullptr) plan.tell({primary->email}, outbox::Kind::password_link, {}, &text);
        return plan.decision(Done{});
    };
    co_return co_await services.db.change<Done>(who, std::move(loads), std::move(send));
}

Awaitable<std::optional<ResetLink>> look_at_reset_link(const Services& services, const Token& token,
                                                       Time now) {
    std::vector<store::LoadCall> loads;
    loads.push_back(account::link_of(token));
    loads.emplace_back(factor::load_authenticator);
    loads.emplace_back(account::load_addresses);
    const auto loaded = co_await services.db.load(token.account(), std::move(loads));
    const auto link = account::read_link(loaded.rows[0]);
    if (!loaded.guard || !link || !link->alive(LinkPurpose::reset_password, now) ||
        link->tries >= reset_link_tries_max) {
        co_return std::nullopt;
    }
    ResetLink found;
    found.expires_at = link->expires_at;
    const auto addresses = account::read_addresses(loaded.rows[2]);
    if (const auto* primary = account::primary(addresses)) found.email = primary->email;
    if (const auto authenticator = factor::read_authenticator(loaded.rows[1])) {
        found.factor =
            now < authenticator->suspended_until ? FactorState::suspended : FactorState::active;
    }
    co_return found;
}

}  // namespace sparekey::signin
