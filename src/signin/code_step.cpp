#include "signin/code_step.h"

#include "account/address_table.h"
#include "account/notice.h"
#include "account/open_appeals.h"
#include "signin/code_step_table.h"
#include "signin/session.h"

namespace sparekey::signin {
namespace {

using account::Plan;

// Where the rows of code_step_loads() are; a one-time code has but the first two. An appeal's
// rows come behind them.
constexpr std::size_t step_row = 0;
constexpr std::size_t addresses_row = 1;
constexpr std::size_t codes_row = 2;

struct Rows : SecondStep {
    std::vector<account::Address> addresses;

    explicit Rows(const store::Loaded& loaded)
        : SecondStep(read_second_step(loaded.rows.at(step_row), loaded.guard)),
          addresses(account::read_addresses(loaded.rows.at(addresses_row))) {}
};

// Whether the challenge still stands for the password it was given for.
bool stands(const Rows& rows, Time now) {
    return rows.challenge && rows.challenge->alive(now) &&
           rows.password_version == rows.challenge->password_version;
}

void count_wrong(Plan& plan, const Services& services, const Rows& rows, bool first_of_challenge,
                 bool reached) {
    const auto told = account::recipients(rows.addresses, plan.now());
    plan.line(journal::Kind::factor_wrong);
    if (first_of_challenge) {
        plan.tell(told, outbox::Kind::factor_wrong_after_password, account::of_realm(services));
    }
    if (reached) {
        plan.line(journal::Kind::budget_reached, "factor");
        plan.tell(told, outbox::Kind::budget_reached, account::of_realm(services));
    }
}

// Everything a complete sign-in leaves behind, but for what spends the code. What the answer shows
// is known here, so nobody needs to read it again.
Current enter(Plan& plan, const CodeStep& step, const Rows& rows, Tries& tries,
              account::Method method, int codes_left) {
    if (guard::allowed(guard::Operation::sign_in, plan.standing().restriction) ==
        guard::Permission::veto) {
        guard::end_freeze(plan.guard, plan.now());
    }
    tries.remember(step.client.browser_digest);
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    auto session = new_session(step.session, method, step.client, plan.now());
    plan.save(raise_challenge(*rows.challenge, session));
    const auto* primary = account::primary(rows.addresses);
    return {.who = plan.who(),
            .session = std::move(session),
            .email = primary != nullptr ? primary->email : std::string{},
            .factor = state_of(rows.authenticator, plan.now()),
            .codes_left = codes_left,
            .standing = plan.standing(),
            .must_change_password = rows.must_change_password};
}

// Whether a frozen account's appeals must be asked first.
std::optional<Refusal> needs_appeals(const CodeStep& step, const Plan& plan) {
    const auto standing = plan.standing();
    if (step.services.appeals == nullptr || step.with_appeals ||
        guard::allowed(guard::Operation::sign_in, standing.restriction) != guard::Permission::veto)
        return std::nullopt;
    return Refusal{
        .why = Why::restricted, .until = standing.until, .restriction = standing.restriction};
}

// Password and factor under a freeze are the veto. Where the phone is said to be stolen, a code
// that it may show is not enough: it contests the appeal, and signs nobody in.
std::optional<Refusal> veto(Plan& plan, const CodeStep& step, const store::Loaded& loaded,
                            std::size_t appeals_at, const account::ProvenFactor& proof) {
    if (!step.with_appeals) return std::nullopt;
    switch (step.services.appeals->proven(plan, loaded.rows, appeals_at, proof)) {
    case account::AppealAnswer::nothing:
    case account::AppealAnswer::ended:
    case account::AppealAnswer::reversed: return std::nullopt;
    case account::AppealAnswer::contested:
    case account::AppealAnswer::not_enough: break;
    }
    return Refusal{.why = Why::mailed_code_needed};
}

Refusal wrong(const Challenge& charged) {
    return {.why = Why::code_wrong, .tries_left = challenge_tries_max - charged.tries};
}

}  // namespace

TypedCode TypedCode::of(std::string_view typed) {
    TypedCode code;
    if (otp::parse_code(typed)) {
        code.one_time = std::string{typed};
    } else {
        code.backup = otp::parse_backup_code(typed);
    }
    return code;
}

std::chrono::seconds wait_for_next_code(otp::Step used, Time now) {
    const auto begins = otp::step_begin(used + 1);
    return begins <= now ? std::chrono::seconds{0}
                         : std::chrono::ceil<std::chrono::seconds>(begins - now);
}

std::vector<store::LoadCall> one_time_code_loads(const CodeStep& step) {
    return {load_second_step(step.challenge, step.client.browser_digest), account::load_addresses};
}

std::vector<store::LoadCall> code_step_loads(const CodeStep& step) {
    auto loads = one_time_code_loads(step);
    loads.emplace_back(factor::load_backup_codes);
    return loads;
}

store::Decision<Result<Current>> take_one_time_code(const CodeStep& step, std::string_view typed,
                                                    const store::Loaded& loaded, Time now) {
    Rows rows{loaded};
    if (!loaded.guard || !stands(rows, now)) return {Refusal{.why = Why::no_challenge}, {}, {}};
    if (!rows.authenticator) return {Refusal{.why = Why::changed_meanwhile}, {}, {}};

    const auto who = step.challenge.account();
    Plan plan{who, loaded, step.services.ring, step.client, now};
    if (const auto refusal = needs_appeals(step, plan)) return {*refusal, {}, {}};
    Tries tries{plan.budgets, rows.browser, now};
    const auto charge = tries.charge_factor();
    if (!charge.allowed) return {Refusal{.why = Why::too_many_tries, .until = charge.next}, {}, {}};

    const auto verified = factor::verify(*rows.authenticator, step.services.ring, who, typed, now);
    switch (verified.verdict) {
    case factor::Verdict::accepted: {
        tries.succeed_factor(charge.purse);
        factor::spend_step(plan.guard, verified.step);
        if (const auto refusal =
                veto(plan, step, loaded, codes_row, {.spent_step = verified.step})) {
            if (auto save = tries.changed_browser()) plan.save(*std::move(save));
            plan.save(drop_challenge(*rows.challenge));
            return plan.decision(Result<Current>{*refusal});
        }
        auto entered =
            enter(plan, step, rows, tries, account::Method::authenticator, rows.codes_left);
        plan.line(journal::Kind::signed_in, std::string{slug(account::Method::authenticator)});
        return plan.decision(Result<Current>{std::move(entered)});
    }
    case factor::Verdict::already_used: {
        const auto wait = wait_for_next_code(rows.authenticator->last_step, now);
        return {Refusal{.why = Why::code_already_used, .wait = wait}, {}, {}};
    }
    case factor::Verdict::suspended:
        return {Refusal{.why = Why::factor_suspended, .until = rows.authenticator->suspended_until},
                {},
                {}};
    case factor::Verdict::wrong: break;
    }
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    plan.save(charge_challenge(*rows.challenge));
    count_wrong(plan, step.services, rows, rows.challenge->tries == 0, charge.reached);
    ++rows.challenge->tries;
    return plan.decision(Result<Current>{wrong(*rows.challenge)});
}

store::Decision<Result<CodeTicket>> begin_backup_code(const CodeStep& step,
                                                      const store::Loaded& loaded, Time now) {
    const Rows rows{loaded};
    if (!loaded.guard || !stands(rows, now)) return {Refusal{.why = Why::no_challenge}, {}, {}};
    const auto codes = factor::read_backup_codes(loaded.rows[codes_row]);
    if (!codes) return {Refusal{.why = Why::changed_meanwhile}, {}, {}};

    Plan plan{step.challenge.account(), loaded, step.services.ring, step.client, now};
    Tries tries{plan.budgets, rows.browser, now};
    const auto charge = tries.charge_factor();
    if (!charge.allowed) return {Refusal{.why = Why::too_many_tries, .until = charge.next}, {}, {}};
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    plan.save(charge_challenge(*rows.challenge));
    if (charge.reached) {
        plan.line(journal::Kind::budget_reached, "factor");
        plan.tell(account::recipients(rows.addresses, now), outbox::Kind::budget_reached);
    }
    return plan.decision(
        Result<CodeTicket>{CodeTicket{codes->version, codes->set_salt, charge.purse}});
}

store::Decision<Result<Current>> finish_backup_code(const CodeStep& step, const CodeTicket& ticket,
                                                    const crypto::Secret& hashed,
                                                    const store::Loaded& loaded, Time now) {
    const Rows rows{loaded};
    // The try was charged to the challenge, so a fifth one that is right must still find it alive.
    const bool alive = rows.challenge && now < rows.challenge->created_at + challenge_lives &&
                       rows.password_version == rows.challenge->password_version;
    if (!loaded.guard || !alive) return {Refusal{.why = Why::no_challenge}, {}, {}};
    const auto codes = factor::read_backup_codes(loaded.rows[codes_row]);
    if (!codes || codes->version != ticket.set_version) {
        return {Refusal{.why = Why::changed_meanwhile}, {}, {}};
    }

    const auto who = step.challenge.account();
    Plan plan{who, loaded, step.services.ring, step.client, now};
    if (const auto refusal = needs_appeals(step, plan)) return {*refusal, {}, {}};
    Tries tries{plan.budgets, rows.browser, now};
    const auto found = factor::match(*codes, step.services.pepper, who, hashed);
    if (!found) {
        count_wrong(plan, step.services, rows, rows.challenge->tries == 1, false);
        return plan.decision(Result<Current>{wrong(*rows.challenge)});
    }
    const int left = codes->left() - 1;
    if (!found->is_good() || (left == 0 && !step.confirm_last)) {
        tries.take_back_factor(ticket.purse);
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
        plan.save(refund_challenge(*rows.challenge));
        const auto why = factor::why_not(*found);
        return plan.decision(Result<Current>{Refusal{.why = why}});
    }
    tries.succeed_factor(ticket.purse);
    plan.save(factor::spend_code(*codes, found->index, now));
    if (const auto refusal = veto(plan, step, loaded, codes_row + 1,
                                  {.factor = account::FactorUsed::backup_code,
                                   .spent_code = found->index,
                                   .codes_made_at = codes->made_at,
                                   .codes_shown_at = codes->shown_at})) {
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
        plan.save(drop_challenge(*rows.challenge));
        return plan.decision(Result<Current>{*refusal});
    }
    auto entered = enter(plan, step, rows, tries, account::Method::backup_code, left);
    plan.line(journal::Kind::signed_in_by_backup_code, std::to_string(left));
    plan.tell(account::recipients(rows.addresses, now), outbox::Kind::signed_in_by_backup_code,
              {{"left", std::to_string(left)}});
    return plan.decision(Result<Current>{std::move(entered)});
}

namespace {

std::vector<store::LoadCall> loads_of(const CodeStep& step, bool backup) {
    auto loads = backup ? code_step_loads(step) : one_time_code_loads(step);
    if (!step.with_appeals) return loads;
    for (auto& call : step.services.appeals->loads()) loads.push_back(std::move(call));
    return loads;
}

bool is_about_a_freeze(const Result<Current>& entered) {
    const auto* refusal = std::get_if<Refusal>(&entered);
    return refusal != nullptr && refusal->why == Why::restricted;
}

// The change that spends the code; once more with the account's appeals where it is frozen.
Awaitable<Result<Current>> entered_by(
    CodeStep step, bool backup,
    std::function<store::Decision<Result<Current>>(const CodeStep&, const store::Loaded&, Time)>
        take) {
    const auto who = step.challenge.account();
    store::Decide<Result<Current>> first = [&](const store::Loaded& loaded, Time now) {
        return take(step, loaded, now);
    };
    auto loads = loads_of(step, backup);
    auto entered =
        co_await step.services.db.change<Result<Current>>(who, std::move(loads), std::move(first));
    if (!is_about_a_freeze(entered)) co_return entered;
    step.with_appeals = true;
    store::Decide<Result<Current>> second = [&](const store::Loaded& loaded, Time now) {
        return take(step, loaded, now);
    };
    auto all = loads_of(step, backup);
    co_return co_await step.services.db.change<Result<Current>>(who, std::move(all),
                                                                std::move(second));
}

}  // namespace

Awaitable<Result<CodeAccepted>> sign_in_with_code(const Services& services, const Client& client,
                                                  const account::Token& challenge,
                                                  const TypedCode& typed, bool confirm_last) {
    auto session = account::Token::make(challenge.account(), services.realm);
    const CodeStep step{services, client, challenge, session, confirm_last};
    Result<Current> entered;
    if (typed.backup) {
        store::Decide<Result<CodeTicket>> begin = [&](const store::Loaded& loaded, Time now) {
            return begin_backup_code(step, loaded, now);
        };
        auto loads = code_step_loads(step);
        const auto begun = co_await services.db.change<Result<CodeTicket>>(
            challenge.account(), std::move(loads), std::move(begin));
        if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
        const auto& ticket = std::get<CodeTicket>(begun);
        std::function<crypto::Secret()> hash = [&] {
            return factor::hash_code(typed.backup->text(), ticket.set_salt,
                                     services.settings.hash_cost);
        };
        const auto hashed = co_await services.hashes.run<crypto::Secret>(std::move(hash));
        std::function<store::Decision<Result<Current>>(const CodeStep&, const store::Loaded&, Time)>
            finish = [&](const CodeStep& with, const store::Loaded& loaded, Time now) {
                return finish_backup_code(with, ticket, hashed, loaded, now);
            };
        entered = co_await entered_by(step, true, std::move(finish));
    } else {
        const std::string digits = typed.one_time.value_or(std::string{});
        std::function<store::Decision<Result<Current>>(const CodeStep&, const store::Loaded&, Time)>
            take = [&](const CodeStep& with, const store::Loaded& loaded, Time now) {
                return take_one_time_code(with, digits, loaded, now);
            };
        entered = co_await entered_by(step, false, std::move(take));
    }
    if (const auto* refusal = std::get_if<Refusal>(&entered)) co_return *refusal;
    co_return CodeAccepted{std::move(session), std::get<Current>(std::move(entered))};
}

}  // namespace sparekey::signin
