#include "signin/stolen_flow.h"

#include "account/address_table.h"
#include "account/password_table.h"
#include "factor/generation.h"
#include "signin/password_step.h"

namespace sparekey::signin {

using account::CodePurpose;
using account::Plan;
using account::Token;

namespace {

std::vector<store::LoadCall> begin_loads(const Client& client) {
    return {account::load_password,     {load_browser, {client.browser_digest}},
            account::load_addresses,    factor::load_generations,
            factor::load_authenticator, load_stolen_by_code};
}

struct BeginRows {
    std::optional<account::StoredPassword> password;
    std::optional<Browser> browser;
    std::vector<account::Address> addresses;
    std::vector<factor::Generation> kept;
    bool has_factor;
    Time by_code_at;

    BeginRows(const store::Loaded& loaded, const crypto::KeyRing& ring, AccountId who, Time now)
        : password(account::read_password(loaded.rows[0])),
          browser(read_browser(loaded.rows[1])),
          addresses(account::read_addresses(loaded.rows[2])),
          kept(factor::read_generations(loaded.rows[3], ring, who, now)),
          has_factor(!loaded.rows[4].empty()),
          by_code_at(read_stolen_by_code(loaded.rows[5])) {}
};

// Mails the code where it can be of use and the budget bears it. Where it cannot, the report goes
// on all the same: a backup code confirms it too.
void mail_code(Plan& plan, const Services& services, const Client& client, const BeginRows& rows,
               Tries& tries) {
    const bool recently =
        rows.by_code_at != Time{} && plan.now() < rows.by_code_at + stolen_by_code_every;
    const auto* primary = account::primary(rows.addresses);
    if (!rows.has_factor || recently || primary == nullptr) return;
    if (tries.charge_owner_mail()) return;
    const auto code = account::draw_mailed_code();
    const auto digest = account::mailed_code_digest(
        services.pepper, plan.who(), CodePurpose::stolen, client.browser_digest, code.text());
    plan.save(account::save_mailed_code(CodePurpose::stolen, client.browser_digest,
                                        {digest, plan.now(), 0, {}}));
    plan.tell({primary->email}, outbox::Kind::stolen_code, {}, &code);
}

struct FinishBegin {
    const Services& services;
    const Client& client;
    const AnyPasswordTicket& ticket;
    const std::optional<RightPassword>& right;
    const Token& report;
};

store::Decision<bool> finish_begin(const FinishBegin& asked, const store::Loaded& loaded,
                                   Time now) {
    const auto& [services, client, ticket, right, report] = asked;
    const auto who = report.account();
    Plan plan{who, loaded, services.ring, client, now};
    const BeginRows rows{loaded, services.ring, who, now};
    const auto standing =
        right ? standing_password(right->version, rows.password, rows.kept) : std::nullopt;
    if (!standing) {
        plan.line(journal::Kind::password_wrong, "stolen");
        return plan.decision(false);
    }
    Tries tries{plan.budgets, rows.browser, now};
    settle_any_password(tries, ticket, *standing);
    mail_code(plan, services, client, rows, tries);
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    plan.save(save_stolen_report({report.digest(), now, 0, right->version}));
    return plan.decision(true);
}

}  // namespace

Awaitable<Result<StolenBegun>> begin_stolen(const Services& services, const Client& client,
                                            std::string email,
                                            std::shared_ptr<const crypto::Secret> password) {
    const auto who = co_await account_or_decoy(services, std::move(email));
    auto loads = begin_loads(client);
    store::Decide<AnyPasswordTicket> begin = [&](const store::Loaded& loaded, Time now) {
        Plan plan{who, loaded, services.ring, client, now};
        const BeginRows rows{loaded, services.ring, who, now};
        Tries tries{plan.budgets, rows.browser, now};
        auto ticket = charge_any_password(services, plan, tries, loaded.rows[0], rows.kept,
                                          account::recipients(rows.addresses, now));
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
        return plan.decision(std::move(ticket));
    };
    const auto ticket =
        co_await services.db.change<AnyPasswordTicket>(who, loads, std::move(begin));
    std::function<std::optional<RightPassword>()> hash = [&] {
        return hash_any_password(services, who, ticket, password->text());
    };
    const auto right = co_await services.hashes.run<std::optional<RightPassword>>(std::move(hash));

    auto report = Token::make(who, services.realm);
    Time begun_at{};
    store::Decide<bool> finish = [&](const store::Loaded& loaded, Time now) {
        begun_at = now;
        return finish_begin({services, client, ticket, right, report}, loaded, now);
    };
    if (!co_await services.db.change<bool>(who, std::move(loads), std::move(finish))) {
        co_return Refusal{.why = Why::not_accepted};
    }
    co_return StolenBegun{std::move(report), begun_at + stolen_report_lives};
}

}  // namespace sparekey::signin
