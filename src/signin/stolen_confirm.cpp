#include "signin/stolen_confirm.h"

#include "account/address_table.h"
#include "account/open_appeals.h"
#include "account/password_table.h"
#include "factor/backup_codes.h"
#include "factor/generation.h"
#include "factor/replaced.h"
#include "signin/browser.h"
#include "signin/stolen_effect.h"
#include "signin/undo_password.h"

namespace sparekey::signin {

using account::CodePurpose;
using account::CodeVerdict;
using account::Plan;
using account::Token;

namespace {

constexpr std::size_t appeals_at = 9;

std::vector<store::LoadCall> confirm_loads(const Services& services, const Client& client,
                                           const Token& report) {
    std::vector<store::LoadCall> loads{
        {load_stolen_report, {report.digest()}},
        account::load_password,
        {load_browser, {client.browser_digest}},
        account::load_addresses,
        factor::load_generations,
        factor::load_authenticator,
        factor::load_backup_codes,
        load_stolen_by_code,
        account::mailed_code_of(CodePurpose::stolen, client.browser_digest)};
    if (services.appeals == nullptr) return loads;
    for (auto& call : services.appeals->loads()) loads.push_back(std::move(call));
    return loads;
}

// It ticks "stolen" in an appeal, whose freeze stays.
void tell_appeals(Plan& plan, const Services& services, const store::Loaded& loaded) {
    if (services.appeals != nullptr) services.appeals->stolen(plan, loaded.rows, appeals_at);
}

struct ConfirmRows {
    std::optional<StolenReport> report;
    std::optional<account::StoredPassword> password;
    std::optional<Browser> browser;
    std::vector<std::string> recipients;
    std::vector<factor::Generation> kept;
    std::optional<factor::Authenticator> authenticator;
    std::optional<factor::BackupCodes> codes;
    Time by_code_at;
    std::optional<account::MailedCode> mailed;

    ConfirmRows(const store::Loaded& loaded, const crypto::KeyRing& ring, AccountId who, Time now)
        : report(read_stolen_report(loaded.rows[0])),
          password(account::read_password(loaded.rows[1])),
          browser(read_browser(loaded.rows[2])),
          recipients(account::recipients(account::read_addresses(loaded.rows[3]), now)),
          kept(factor::read_generations(loaded.rows[4], ring, who, now)),
          authenticator(factor::read_authenticator(loaded.rows[5])),
          codes(factor::read_backup_codes(loaded.rows[6])),
          by_code_at(read_stolen_by_code(loaded.rows[7])),
          mailed(account::read_mailed_code(loaded.rows[8])) {}
};

// nullopt when the report stands and there is something to suspend.
std::optional<Refusal> not_now(const store::Loaded& loaded, const ConfirmRows& rows, Time now) {
    const auto& report = rows.report;
    const bool stands =
        loaded.guard && report && report->alive(now) &&
        standing_password(report->password_version, rows.password, rows.kept).has_value();
    if (!stands) return Refusal{.why = Why::no_stolen_report};
    if (!rows.authenticator || !rows.codes) return Refusal{.why = Why::no_factor};
    return std::nullopt;
}

struct ConfirmAsked {
    const Services& services;
    const Client& client;
    const Token& report;
    bool confirm_last = false;
};

store::Decision<Result<Stolen>> confirm_by_mail(const ConfirmAsked& asked, std::string_view typed,
                                                const store::Loaded& loaded, Time now) {
    const auto& services = asked.services;
    const auto& browser = asked.client.browser_digest;
    const auto who = asked.report.account();
    const ConfirmRows rows{loaded, services.ring, who, now};
    if (const auto refusal = not_now(loaded, rows, now)) return {*refusal, {}, {}};
    if (rows.by_code_at != Time{} && now < rows.by_code_at + stolen_by_code_every) {
        const Time again = rows.by_code_at + stolen_by_code_every;
        return {Refusal{.why = Why::stolen_recently, .until = again}, {}, {}};
    }
    const auto verdict =
        account::judge(rows.mailed, services.pepper, who, CodePurpose::stolen, browser, typed, now);
    if (verdict == CodeVerdict::expired) return {Refusal{.why = Why::code_expired}, {}, {}};
    if (verdict == CodeVerdict::too_many) return {Refusal{.why = Why::too_many_tries}, {}, {}};
    Plan plan{who, loaded, services.ring, asked.client, now};
    if (verdict == CodeVerdict::wrong) {
        plan.save(account::charge_mailed_code(CodePurpose::stolen, browser));
        const int left = account::mailed_code_tries_max - rows.mailed->tries - 1;
        return plan.decision(Result<Stolen>{Refusal{.why = Why::code_wrong, .tries_left = left}});
    }
    plan.save(account::spend_mailed_code(CodePurpose::stolen, browser));
    plan.save(spend_stolen_report(*rows.report));
    plan.save(save_stolen_by_code(now));
    tell_appeals(plan, services, loaded);
    return plan.decision(Result<Stolen>{suspend_codes(plan, *rows.authenticator, now + stolen_hold,
                                                      rows.recipients, "mailed_code")});
}

struct BackupTicket {
    std::int64_t set_version = 0;
    Bytes set_salt;
    Charge charge;
};

store::Decision<Result<BackupTicket>> begin_by_backup_code(const ConfirmAsked& asked,
                                                           const store::Loaded& loaded, Time now) {
    const auto& services = asked.services;
    const ConfirmRows rows{loaded, services.ring, asked.report.account(), now};
    if (const auto refusal = not_now(loaded, rows, now)) return {*refusal, {}, {}};
    // "the password and a backup code": a replaced password is good for the mailed code only.
    if (rows.report->password_version != rows.password->version) {
        return {Refusal{.why = Why::not_accepted}, {}, {}};
    }
    if (rows.report->tries >= stolen_report_tries_max) {
        return {Refusal{.why = Why::too_many_tries}, {}, {}};
    }
    Plan plan{asked.report.account(), loaded, services.ring, asked.client, now};
    Tries tries{plan.budgets, rows.browser, now};
    const auto charge = tries.charge_factor();
    if (!charge.allowed) {
        return {Refusal{.why = Why::too_many_tries, .until = charge.next}, {}, {}};
    }
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    plan.save(charge_stolen_report(*rows.report));
    return plan.decision(
        Result<BackupTicket>{BackupTicket{rows.codes->version, rows.codes->set_salt, charge}});
}

store::Decision<Result<Stolen>> finish_by_backup_code(const ConfirmAsked& asked,
                                                      const BackupTicket& ticket,
                                                      const crypto::Secret& hashed,
                                                      const store::Loaded& loaded, Time now) {
    const auto& services = asked.services;
    const auto who = asked.report.account();
    const ConfirmRows rows{loaded, services.ring, who, now};
    if (const auto refusal = not_now(loaded, rows, now)) return {*refusal, {}, {}};
    if (rows.codes->version != ticket.set_version ||
        rows.report->password_version != rows.password->version) {
        return {Refusal{.why = Why::changed_meanwhile}, {}, {}};
    }
    Plan plan{who, loaded, services.ring, asked.client, now};
    Tries tries{plan.budgets, rows.browser, now};
    const auto found = factor::match(*rows.codes, services.pepper, who, hashed);
    if (!found) {
        plan.line(journal::Kind::factor_wrong, "stolen");
        plan.tell(rows.recipients, outbox::Kind::factor_wrong_after_password);
        if (ticket.charge.reached) {
            plan.line(journal::Kind::budget_reached, "factor");
            plan.tell(rows.recipients, outbox::Kind::budget_reached);
        }
        const int left = stolen_report_tries_max - rows.report->tries;
        return plan.decision(Result<Stolen>{Refusal{.why = Why::code_wrong, .tries_left = left}});
    }
    const bool last = rows.codes->left() == 1 && !asked.confirm_last;
    if (!found->is_good() || last) {
        tries.take_back_factor(ticket.charge.purse);
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
        plan.save(refund_stolen_report(*rows.report));
        const auto why = factor::why_not(*found);
        return plan.decision(Result<Stolen>{Refusal{.why = why}});
    }
    tries.succeed_factor(ticket.charge.purse);
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    plan.save(factor::spend_code(*rows.codes, found->index, now));
    factor::tell_few_left(plan, rows.recipients, rows.codes->left() - 1);
    plan.save(spend_stolen_report(*rows.report));
    tell_appeals(plan, services, loaded);
    return plan.decision(Result<Stolen>{suspend_codes(
        plan, *rows.authenticator, factor::until_replaced, rows.recipients, "backup_code")});
}

}  // namespace

Awaitable<Result<Stolen>> confirm_stolen_by_mail(const Services& services, const Client& client,
                                                 const Token& report, std::string typed) {
    const ConfirmAsked asked{services, client, report};
    auto loads = confirm_loads(services, client, report);
    store::Decide<Result<Stolen>> confirm = [&](const store::Loaded& loaded, Time now) {
        return confirm_by_mail(asked, typed, loaded, now);
    };
    co_return co_await services.db.change<Result<Stolen>>(report.account(), std::move(loads),
                                                          std::move(confirm));
}

Awaitable<Result<Stolen>> confirm_stolen_by_backup_code(const Services& services,
                                                        const Client& client, const Token& report,
                                                        std::string_view typed, bool confirm_last) {
    const ConfirmAsked asked{services, client, report, confirm_last};
    const auto who = report.account();
    auto loads = confirm_loads(services, client, report);
    store::Decide<Result<BackupTicket>> begin = [&](const store::Loaded& loaded, Time now) {
        return begin_by_backup_code(asked, loaded, now);
    };
    const auto begun =
        co_await services.db.change<Result<BackupTicket>>(who, loads, std::move(begin));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<BackupTicket>(begun);
    // What is no eight digits is hashed too, and is wrong.
    const auto code = otp::parse_backup_code(typed).value_or(crypto::Secret{std::string_view{}});
    std::function<crypto::Secret()> hash = [&] {
        return factor::hash_code(code.text(), ticket.set_salt, services.settings.hash_cost);
    };
    const auto hashed = co_await services.hashes.run<crypto::Secret>(std::move(hash));
    store::Decide<Result<Stolen>> finish = [&](const store::Loaded& loaded, Time now) {
        return finish_by_backup_code(asked, ticket, hashed, loaded, now);
    };
    co_return co_await services.db.change<Result<Stolen>>(who, std::move(loads), std::move(finish));
}

}  // namespace sparekey::signin
