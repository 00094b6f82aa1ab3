#include "operators/by_code.h"

#include "account/address_table.h"
#include "account/notice.h"
#include "operators/by_code_table.h"

namespace sparekey::operators {
namespace {

using account::FactorUsed;
using account::Plan;
using signin::Tries;

// Where the rows of by_code_loads() are; those of an action come behind them.
constexpr std::size_t asked_row = 0;
constexpr std::size_t addresses_row = 1;
constexpr std::size_t codes_row = 2;

struct Rows : Asked {
    std::vector<std::string> recipients;
    std::optional<factor::BackupCodes> codes;  // Where a backup code was typed.

    Rows(const ByCode& asked, const store::Loaded& loaded, Time now)
        : Asked(read_asked(loaded.rows.at(asked_row), loaded.guard)),
          recipients(
              account::recipients(account::read_addresses(loaded.rows.at(addresses_row)), now)) {
        if (asked.code.backup) codes = factor::read_backup_codes(loaded.rows.at(codes_row));
    }
};

std::vector<store::Rows> rows_behind(const ByCode& asked, const store::Loaded& loaded) {
    const auto own = by_code_loads(asked).size();
    return {loaded.rows.begin() + static_cast<std::ptrdiff_t>(own), loaded.rows.end()};
}

Refusal refusal_of(const WrongCode& wrong) {
    return {.why = Why::code_wrong, .tries_left = wrong.tries_left};
}

// What the same call was answered before; nullopt: it is new.
std::optional<Result<Told>> told_before(const ByCode& asked, const Rows& rows, Time now) {
    auto before = answered_before(asked.repeat, rows.answer, asked.services.ring, asked.who, now);
    if (!before) return std::nullopt;
    if (const auto* refusal = std::get_if<Refusal>(&*before)) return Result<Told>{*refusal};
    auto& answer = std::get<Answer>(*before);
    if (const auto* wrong = std::get_if<WrongCode>(&answer))
        return Result<Told>{refusal_of(*wrong)};
    return Result<Told>{std::get<Told>(std::move(answer))};
}

// nullopt when this operation may be asked of this account now, with this kind of code. Nothing is
// charged before.
std::optional<Refusal> not_now(const ByCode& asked, const Rows& rows, const store::Loaded& loaded,
                               Time now) {
    if (!loaded.guard || !rows.there) return Refusal{.why = Why::unknown_account};
    if (!rows.authenticator) return Refusal{.why = Why::no_factor};
    // Under a freeze a code alone is no veto: nobody has said here that the password was right.
    const auto standing = guard::standing(*loaded.guard, now);
    if (guard::allowed(asked.operation, standing.restriction) != guard::Permission::allowed) {
        return Refusal{
            .why = Why::restricted, .until = standing.until, .restriction = standing.restriction};
    }
    if (asked.code.backup) {
        if (!asked.backup_code_counts) return Refusal{.why = Why::backup_code_not_enough};
        if (!rows.codes) return Refusal{.why = Why::changed_meanwhile};
        return std::nullopt;
    }
    if (now < rows.authenticator->suspended_until)
        return Refusal{.why = Why::factor_suspended, .until = rows.authenticator->suspended_until};
    return std::nullopt;
}

// A wrong code is told to its owner, but not each of a row of them: once an hour.
bool is_news(const Plan& plan, const Rows& rows) {
    const bool known = rows.browser && rows.browser->known();
    const auto& tries = (known ? rows.browser->budgets : plan.budgets).factor.tries.seconds();
    return tries.empty() ||
           Time{std::chrono::seconds{tries.back()}} + std::chrono::hours{1} <= plan.now();
}

void tell_reached(Plan& plan, const Rows& rows) {
    plan.line(journal::Kind::budget_reached, "factor");
    plan.tell(rows.recipients, outbox::Kind::budget_reached);
}

Refusal wrong(Plan& plan, const ByCode& asked, const Rows& rows, bool is_told) {
    plan.line(journal::Kind::factor_wrong, "operator");
    if (is_told) plan.tell(rows.recipients, outbox::Kind::factor_wrong_after_password);
    if (asked.repeat)
        plan.save(
            save_answer(asked.services.ring, asked.who, *asked.repeat, WrongCode{}, plan.now()));
    return refusal_of({});
}

void save_browser(Plan& plan, const Tries& tries) {
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
}

// The code was right: what it is given for happens, and is kept for a repeated call.
Result<Told> act(Plan& plan, const ByCode& asked, const Acting& acting, const store::Loaded& loaded,
                 Tries& tries, const CodeProven& proven) {
    tries.remember(asked.client.browser_digest);
    save_browser(plan, tries);
    auto told = acting.act(plan, rows_behind(asked, loaded), proven);
    if (const auto* done = std::get_if<Told>(&told); done != nullptr && asked.repeat)
        plan.save(save_answer(asked.services.ring, asked.who, *asked.repeat, *done, plan.now()));
    return told;
}

Refusal already_used(const Rows& rows, Time now) {
    return {.why = Why::code_already_used,
            .wait = signin::wait_for_next_code(rows.authenticator->last_step, now)};
}

// A one-time code that was charged already.
Result<Told> finish_one_time(Plan& plan, const ByCode& asked, const Acting& acting,
                             const CodeTicket& ticket, const store::Loaded& loaded, Tries& tries,
                             const Rows& rows) {
    const auto verified = factor::verify(*rows.authenticator, asked.services.ring, asked.who,
                                         asked.code.one_time.value_or(std::string{}), plan.now());
    switch (verified.verdict) {
    case factor::Verdict::accepted: {
        tries.succeed_factor(ticket.purse);
        factor::spend_step(plan.guard, verified.step);
        CodeProven proven{{.factor = FactorUsed::one_time_code, .spent_step = verified.step},
                          rows.codes_left,
                          rows.recipients};
        return act(plan, asked, acting, loaded, tries, proven);
    }
    case factor::Verdict::already_used:
        tries.take_back_factor(ticket.purse);
        save_browser(plan, tries);
        return already_used(rows, plan.now());
    case factor::Verdict::suspended:
        tries.take_back_factor(ticket.purse);
        save_browser(plan, tries);
        return Refusal{.why = Why::factor_suspended, .until = rows.authenticator->suspended_until};
    case factor::Verdict::wrong: break;
    }
    return wrong(plan, asked, rows, ticket.tell_wrong);
}

Result<Told> finish_backup_code(Plan& plan, const ByCode& asked, const Acting& acting,
                                const CodeTicket& ticket, const crypto::Secret& hashed,
                                const store::Loaded& loaded, Tries& tries, const Rows& rows) {
    const auto found = factor::match(*rows.codes, asked.services.pepper, asked.who, hashed);
    if (!found) return wrong(plan, asked, rows, ticket.tell_wrong);
    const int left = rows.codes->left() - 1;
    if (!found->is_good() || (left == 0 && !asked.confirm_last)) {
        tries.take_back_factor(ticket.purse);
        save_browser(plan, tries);
        return Refusal{.why = factor::why_not(*found)};
    }
    tries.succeed_factor(ticket.purse);
    plan.save(factor::spend_code(*rows.codes, found->index, plan.now()));
    CodeProven proven{
        {.factor = FactorUsed::backup_code, .spent_code = found->index}, left, rows.recipients};
    return act(plan, asked, acting, loaded, tries, proven);
}

bool unchanged(const CodeTicket& ticket, const Rows& rows) {
    return rows.authenticator && rows.authenticator->version == ticket.authenticator_version &&
           (rows.codes ? rows.codes->version : 0) == ticket.set_version;
}

}  // namespace

std::vector<store::LoadCall> by_code_loads(const ByCode& asked) {
    std::vector<store::LoadCall> loads{
        load_asked(asked.client.browser_digest, key_digest_of(asked.repeat)),
        account::load_addresses};
    if (asked.code.backup) loads.emplace_back(factor::load_backup_codes);
    return loads;
}

store::Decision<Result<Told>> take_one_time_code(const ByCode& asked, const Acting& acting,
                                                 const store::Loaded& loaded, Time now) {
    const Rows rows{asked, loaded, now};
    if (auto before = told_before(asked, rows, now)) return {*std::move(before), {}, {}};
    if (const auto refusal = not_now(asked, rows, loaded, now)) return {*refusal, {}, {}};

    Plan plan{asked.who, loaded, asked.services.ring, asked.client, now};
    Tries tries{plan.budgets, rows.browser, now};
    CodeTicket ticket{.tell_wrong = is_news(plan, rows)};
    const auto charge = tries.charge_factor();
    if (!charge.allowed) return {Refusal{.why = Why::too_many_tries, .until = charge.next}, {}, {}};
    ticket.purse = charge.purse;
    auto told = finish_one_time(plan, asked, acting, ticket, loaded, tries, rows);
    if (const auto* refusal = std::get_if<Refusal>(&told)) {
        // What is neither right nor wrong costs nothing and is not written.
        if (refusal->why == Why::code_already_used) return {*refusal, {}, {}};
        if (refusal->why == Why::code_wrong) {
            save_browser(plan, tries);
            if (charge.reached) tell_reached(plan, rows);
        }
    }
    return plan.decision(std::move(told));
}

store::Decision<Result<Begun>> begin_by_code(const ByCode& asked, const store::Loaded& loaded,
                                             Time now) {
    const Rows rows{asked, loaded, now};
    if (auto before = told_before(asked, rows, now)) {
        if (const auto* refusal = std::get_if<Refusal>(&*before)) return {*refusal, {}, {}};
        return {Begun{std::get<Told>(*std::move(before))}, {}, {}};
    }
    if (const auto refusal = not_now(asked, rows, loaded, now)) return {*refusal, {}, {}};

    Plan plan{asked.who, loaded, asked.services.ring, asked.client, now};
    Tries tries{plan.budgets, rows.browser, now};
    CodeTicket ticket{.tell_wrong = is_news(plan, rows)};
    const auto charge = tries.charge_factor();
    if (!charge.allowed) return {Refusal{.why = Why::too_many_tries, .until = charge.next}, {}, {}};
    ticket.purse = charge.purse;
    ticket.authenticator_version = rows.authenticator->version;
    if (rows.codes) {
        ticket.set_version = rows.codes->version;
        ticket.set_salt = rows.codes->set_salt;
    }
    save_browser(plan, tries);
    if (charge.reached) tell_reached(plan, rows);
    return plan.decision(Result<Begun>{Begun{std::move(ticket)}});
}

store::Decision<Result<Told>> finish_by_code(const ByCode& asked, const Acting& acting,
                                             const CodeTicket& ticket, const crypto::Secret* hashed,
                                             const store::Loaded& loaded, Time now) {
    const Rows rows{asked, loaded, now};
    if (!loaded.guard || !rows.there) return {Refusal{.why = Why::unknown_account}, {}, {}};
    Plan plan{asked.who, loaded, asked.services.ring, asked.client, now};
    Tries tries{plan.budgets, rows.browser, now};
    // The same call, racing, was quicker: this one's charge goes back.
    if (auto before = told_before(asked, rows, now)) {
        tries.take_back_factor(ticket.purse);
        save_browser(plan, tries);
        return plan.decision(*std::move(before));
    }
    if (const auto refusal = not_now(asked, rows, loaded, now)) return {*refusal, {}, {}};
    if (!unchanged(ticket, rows)) return {Refusal{.why = Why::changed_meanwhile}, {}, {}};
    auto told = hashed != nullptr
                    ? finish_backup_code(plan, asked, acting, ticket, *hashed, loaded, tries, rows)
                    : finish_one_time(plan, asked, acting, ticket, loaded, tries, rows);
    return plan.decision(std::move(told));
}

}  // namespace sparekey::operators
