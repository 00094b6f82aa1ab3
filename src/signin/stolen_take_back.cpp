#include "signin/stolen_take_back.h"

#include "account/address_table.h"
#include "account/password_table.h"
#include "factor/replaced.h"
#include "signin/password_step.h"

namespace sparekey::signin {

using account::Done;
using account::Plan;

namespace {

struct Rows {
    std::optional<account::StoredPassword> password;
    std::optional<Browser> browser;
    std::vector<std::string> recipients;
    std::optional<factor::Authenticator> authenticator;
    std::optional<factor::BackupCodes> codes;

    Rows(const store::Loaded& loaded, Time now)
        : password(account::read_password(loaded.rows[0])),
          browser(read_browser(loaded.rows[1])),
          recipients(account::recipients(account::read_addresses(loaded.rows[2]), now)),
          authenticator(factor::read_authenticator(loaded.rows[3])),
          codes(factor::read_backup_codes(loaded.rows[4])) {}
};

void tell_reached(Plan& plan, const Rows& rows, std::string which) {
    plan.line(journal::Kind::budget_reached, std::move(which));
    plan.tell(rows.recipients, outbox::Kind::budget_reached);
}

// What is left to refuse once the password was right; nullopt when the code is right too.
std::optional<Refusal> refuse_code(Plan& plan, const FinishTakeBack& asked, const Rows& rows,
                                   Tries& tries) {
    const auto& ticket = asked.ticket;
    const auto purse = ticket.factor->purse;
    if (!rows.authenticator || plan.now() >= rows.authenticator->suspended_until) {
        tries.take_back_factor(purse);
        return Refusal{.why = Why::not_suspended};
    }
    if (!rows.codes || rows.codes->version != ticket.set_version) {
        tries.take_back_factor(purse);
        return Refusal{.why = Why::changed_meanwhile};
    }
    const auto found =
        factor::match(*rows.codes, asked.services.pepper, asked.who, asked.hashes.code);
    if (!found) {
        plan.line(journal::Kind::factor_wrong, "take_back");
        plan.tell(rows.recipients, outbox::Kind::factor_wrong_after_password);
        if (ticket.factor->reached) tell_reached(plan, rows, "factor");
        return Refusal{.why = Why::code_wrong};
    }
    if (!found->is_good() || (rows.codes->left() == 1 && !asked.confirm_last)) {
        tries.take_back_factor(purse);
        return Refusal{.why = factor::why_not(*found)};
    }
    tries.succeed_factor(purse);
    plan.save(factor::spend_code(*rows.codes, found->index, plan.now()));
    factor::tell_few_left(plan, rows.recipients, rows.codes->left() - 1);
    return std::nullopt;
}

Result<Done> decide(Plan& plan, const FinishTakeBack& asked, const Rows& rows, Tries& tries) {
    const auto& ticket = asked.ticket;
    const bool charged = ticket.factor && ticket.factor->allowed;
    const bool right = account::is_password(ticket.password, asked.services.pepper, asked.who,
                                            asked.hashes.password);
    const bool stands = rows.password && rows.password->version == ticket.password.version;
    if (!right || !stands || ticket.throttled) {
        if (charged) tries.take_back_factor(ticket.factor->purse);
        plan.line(journal::Kind::password_wrong, "take_back");
        return Refusal{.why = Why::not_accepted};
    }
    tries.succeed_password(ticket.password_purse);
    if (!charged) return Refusal{.why = Why::too_many_tries, .until = ticket.factor->next};
    if (const auto refusal = refuse_code(plan, asked, rows, tries)) return *refusal;
    plan.save(factor::suspend_authenticator(Time{}));
    plan.line(journal::Kind::stolen_taken_back);
    plan.tell(rows.recipients, outbox::Kind::stolen_taken_back);
    return Done{};
}

}  // namespace

std::vector<store::LoadCall> take_back_loads(const Client& client) {
    return {account::load_password,
            {load_browser, {client.browser_digest}},
            account::load_addresses,
            factor::load_authenticator,
            factor::load_backup_codes};
}

store::Decision<TakeBackTicket> begin_take_back(const Services& services, AccountId who,
                                                const Client& client, const store::Loaded& loaded,
                                                Time now) {
    Plan plan{who, loaded, services.ring, client, now};
    const Rows rows{loaded, now};
    const auto decoy = account::decoy_password(services.pepper, who, services.settings.hash_cost);
    TakeBackTicket ticket{rows.password.value_or(decoy)};
    Tries tries{plan.budgets, rows.browser, now};
    const auto charge = tries.charge_password();
    ticket.password_purse = charge.purse;
    ticket.throttled = !charge.allowed;
    if (charge.reached) tell_reached(plan, rows, "password");
    if (charge.allowed) ticket.factor = tries.charge_factor();
    // An account without codes hashes one as long as any other.
    ticket.set_salt = rows.codes ? rows.codes->set_salt : decoy.salt;
    ticket.set_version = rows.codes ? rows.codes->version : 0;
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    return plan.decision(std::move(ticket));
}

store::Decision<Result<Done>> finish_take_back(const FinishTakeBack& asked,
                                               const store::Loaded& loaded, Time now) {
    Plan plan{asked.who, loaded, asked.services.ring, asked.client, now};
    const Rows rows{loaded, now};
    Tries tries{plan.budgets, rows.browser, now};
    auto outcome = decide(plan, asked, rows, tries);
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    return plan.decision(std::move(outcome));
}

Awaitable<Result<Done>> take_back_stolen(const Services& services, const Client& client,
                                         std::string email,
                                         std::shared_ptr<const crypto::Secret> password,
                                         TypedCode code, bool confirm_last) {
    const auto who = co_await account_or_decoy(services, std::move(email));
    auto loads = take_back_loads(client);
    store::Decide<TakeBackTicket> begin = [&](const store::Loaded& loaded, Time now) {
        return begin_take_back(services, who, client, loaded, now);
    };
    const auto ticket = co_await services.db.change<TakeBackTicket>(who, loads, std::move(begin));
    // A one-time code is hashed like a backup code, and is none.
    const auto typed = code.backup ? code.backup->text() : std::string_view{};
    std::function<TakeBackHashes()> hash = [&] {
        const auto& stored = ticket.password;
        TakeBackHashes hashes;
        hashes.password = account::derive_password(password->text(), stored.salt, stored.cost);
        hashes.code = factor::hash_code(typed, ticket.set_salt, services.settings.hash_cost);
        return hashes;
    };
    const auto hashes = co_await services.hashes.run<TakeBackHashes>(std::move(hash));
    store::Decide<Result<Done>> finish = [&](const store::Loaded& loaded, Time now) {
        return finish_take_back({services, who, client, ticket, hashes, confirm_last}, loaded, now);
    };
    co_return co_await services.db.change<Result<Done>>(who, std::move(loads), std::move(finish));
}

}  // namespace sparekey::signin
