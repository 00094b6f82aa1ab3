#include "signin/password_step.h"

#include "account/address_table.h"
#include "account/notice.h"
#include "account/password_table.h"
#include "factor/authenticator.h"
#include "signin/challenge.h"
#include "signin/session.h"

namespace sparekey::signin {

using account::Plan;

std::vector<store::LoadCall> password_begin_loads(const Client& client) {
    return {
        account::load_password, {load_browser, {client.browser_digest}}, account::load_addresses};
}

store::Decision<PasswordTicket> begin_password(const Services& services, AccountId who,
                                               const Client& client, const store::Loaded& loaded,
                                               Time now) {
    Plan plan{who, loaded, services.ring, client, now};
    auto stored = account::read_password(loaded.rows[0]);
    if (!stored)
        stored = account::decoy_password(services.pepper, who, services.settings.hash_cost);

    Tries tries{plan.budgets, read_browser(loaded.rows[1]), now};
    const auto charge = tries.charge_password();
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    if (charge.reached) {
        const auto told = account::recipients(account::read_addresses(loaded.rows[2]), now);
        plan.line(journal::Kind::budget_reached, "password");
        auto detail = account::of_realm(services);
        if (services.realm == account::Realm::vault) detail.emplace_back("what", "vault");
        plan.tell(told, outbox::Kind::budget_reached, std::move(detail));
    }
    return plan.decision(PasswordTicket{*std::move(stored), charge.purse, !charge.allowed});
}

std::vector<store::LoadCall> password_finish_loads(const Client& client) {
    auto loads = password_begin_loads(client);
    loads.emplace_back(factor::load_authenticator);
    return loads;
}

store::Decision<PasswordVerdict> finish_password(const FinishPassword& asked,
                                                 const store::Loaded& loaded, Time now) {
    const auto& [services, who, client, ticket, derived, token] = asked;
    Plan plan{who, loaded, services.ring, client, now};
    const auto stored = account::read_password(loaded.rows[0]);
    const bool unchanged = stored && stored->version == ticket.stored.version;
    const bool right = account::is_password(ticket.stored, services.pepper, who, derived);
    // A frozen account is opened by password and factor (the veto) or by its appeal's reset link,
    // never by a password alone.
    const bool frozen_without_factor =
        plan.standing().restriction == guard::Restriction::freeze && loaded.rows[3].empty();
    if (!right || !unchanged || ticket.throttled || frozen_without_factor) {
        plan.line(journal::Kind::password_wrong);
        return plan.decision(PasswordVerdict::not_accepted);
    }

    Tries tries{plan.budgets, read_browser(loaded.rows[1]), now};
    tries.succeed_password(ticket.purse);
    const bool has_factor = factor::read_authenticator(loaded.rows[3]).has_value();
    if (!has_factor) tries.remember(client.browser_digest);
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    if (has_factor) {
        plan.save(save_challenge({token.digest(), now, 0, client.browser_digest, stored->version}));
        return plan.decision(PasswordVerdict::challenge);
    }
    plan.save(save_session(new_session(token, Method::password, client, now)));
    plan.line(journal::Kind::signed_in, std::string{slug(Method::password)});
    return plan.decision(PasswordVerdict::session);
}

Awaitable<AccountId> account_or_decoy(const Services& services, std::string email) {
    const auto digest = account::email_digest(services.pepper, email, services.realm);
    std::function<std::optional<AccountId>(store::Reader&)> find =
        [&digest](store::Reader& reader) { return account::find_account(reader, digest); };
    const auto found = co_await services.db.read<std::optional<AccountId>>(std::move(find));
    co_return found ? *found : account::decoy_of(digest);
}

Awaitable<PasswordStep> sign_in(const Services& services, const Client& client, std::string email,
                                std::shared_ptr<const crypto::Secret> password) {
    const auto who = co_await account_or_decoy(services, std::move(email));

    store::Decide<PasswordTicket> begin = [&](const store::Loaded& loaded, Time now) {
        return begin_password(services, who, client, loaded, now);
    };
    auto begin_loads = password_begin_loads(client);
    const auto ticket =
        co_await services.db.change<PasswordTicket>(who, std::move(begin_loads), std::move(begin));

    std::function<account::DerivedPassword()> hash = [password, &ticket] {
        return account::derive_password(password->text(), ticket.stored.salt, ticket.stored.cost);
    };
    const auto derived = co_await services.hashes.run<account::DerivedPassword>(std::move(hash));

    auto token = account::Token::make(who, services.realm);
    store::Decide<PasswordVerdict> finish = [&](const store::Loaded& loaded, Time now) {
        return finish_password({services, who, client, ticket, derived, token}, loaded, now);
    };
    auto finish_loads = password_finish_loads(client);
    const auto verdict = co_await services.db.change<PasswordVerdict>(who, std::move(finish_loads),
                                                                      std::move(finish));

    PasswordStep step{verdict, std::nullopt};
    if (verdict != PasswordVerdict::not_accepted) step.token = std::move(token);
    co_return step;
}

}  // namespace sparekey::signin
