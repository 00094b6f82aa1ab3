#include "signin/code_step.h"

#include "account/address_table.h"
#include "signin/code_step_table.h"
#include "signin/session.h"

namespace sparekey::signin {
namespace {

using account::Plan;

// Where the rows of code_step_loads() are; a one-time code has but the first two.
constexpr std::size_t step_row = 0;
constexpr std::size_t addresses_row = 1;
constexpr std::size_t codes_row = 2;

struct Rows : SecondStep {
    std::vector<account::Address> addresses;

    explicit Rows(const store::Loaded& loaded)
        : SecondStep(read_second_step(loaded.rows.at(step_row))),
          addresses(account::read_addresses(loaded.rows.at(addresses_row))) {}
};

// Whether the challenge still stands for the password it was given for.
bool stands(const Rows& rows, Time now) {
    return rows.challenge && rows.challenge->alive(now) &&
           rows.password_version == rows.challenge->password_version;
}

void count_wrong(Plan& plan, const Rows& rows, bool first_of_challenge, bool reached) {
    const auto told = account::recipients(rows.addresses, plan.now());
    plan.line(journal::Kind::factor_wrong);
    if (first_of_challenge) plan.tell(told, outbox::Kind::factor_wrong_after_password);
    if (reached) {
        plan.line(journal::Kind::budget_reached, "factor");
        plan.tell(told, outbox::Kind::budget_reached);
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
    plan.save(spend_challenge(*rows.challenge));
    auto session = new_session(step.session, method, step.client, plan.now());
    plan.save(save_session(session));
    const auto* primary = account::primary(rows.addresses);
    return {.who = plan.who(),
            .session = std::move(session),
            .email = primary != nullptr ? primary->email : std::string{},
            .factor = state_of(rows.authenticator, plan.now()),
            .codes_left = codes_left,
            .standing = plan.standing(),
            .must_change_password = rows.must_change_password};
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
    Tries tries{plan.budgets, rows.browser, now};
    const auto charge = tries.charge_factor();
    if (!charge.allowed) return {Refusal{.why = Why::too_many_tries, .until = charge.next}, {}, {}};

    const auto verified = factor::verify(*rows.authenticator, step.services.ring, who, typed, now);
    switch (verified.verdict) {
    case factor::Verdict::accepted: {
        tries.succeed_factor(charge.purse);
        plan.save(factor::spend_step(*rows.authenticator, verified.step));
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
    count_wrong(plan, rows, rows.challenge->tries == 0, charge.reached);
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
    Tries tries{plan.budgets, rows.browser, now};
    const auto found = factor::match(*codes, step.services.pepper, who, hashed);
    if (!found) {
        count_wrong(plan, rows, rows.challenge->tries == 1, false);
        return plan.decision(Result<Current>{wrong(*rows.challenge)});
    }
    const int left = codes->left() - 1;
    if (found->used || (left == 0 && !step.confirm_last)) {
        tries.take_back_factor(ticket.purse);
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
        plan.save(refund_challenge(*rows.challenge));
        const auto why = found->used ? Why::code_already_used : Why::last_backup_code;
        return plan.decision(Result<Current>{Refusal{.why = why}});
    }
    tries.succeed_factor(ticket.purse);
    plan.save(factor::spend_code(*codes, found->index, now));
    auto entered = enter(plan, step, rows, tries, account::Method::backup_code, left);
    plan.line(journal::Kind::signed_in_by_backup_code, std::to_string(left));
    plan.tell(account::recipients(rows.addresses, now), outbox::Kind::signed_in_by_backup_code,
              {{"left", std::to_string(left)}});
    return plan.decision(Result<Current>{std::move(entered)});
}

Awaitable<Result<CodeAccepted>> sign_in_with_code(const Services& services, const Client& client,
                                                  const account::Token& challenge,
                                                  const TypedCode& typed, bool confirm_last) {
    auto session = account::Token::make(challenge.account());
    const CodeStep step{services, client, challenge, session, confirm_last};
    const auto who = challenge.account();
    auto loads = typed.backup ? code_step_loads(step) : one_time_code_loads(step);
    Result<Current> entered;
    if (typed.backup) {
        store::Decide<Result<CodeTicket>> begin = [&](const store::Loaded& loaded, Time now) {
            return begin_backup_code(step, loaded, now);
        };
        const auto begun =
            co_await services.db.change<Result<CodeTicket>>(who, loads, std::move(begin));
        if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
        const auto& ticket = std::get<CodeTicket>(begun);
        std::function<crypto::Secret()> hash = [&] {
            return factor::hash_code(typed.backup->text(), ticket.set_salt,
                                     services.settings.hash_cost);
        };
        const auto hashed = co_await services.hashes.run<crypto::Secret>(std::move(hash));
        store::Decide<Result<Current>> finish = [&](const store::Loaded& loaded, Time now) {
            return finish_backup_code(step, ticket, hashed, loaded, now);
        };
        entered =
            co_await services.db.change<Result<Current>>(who, std::move(loads), std::move(finish));
    } else {
        const std::string digits = typed.one_time.value_or(std::string{});
        store::Decide<Result<Current>> take = [&](const store::Loaded& loaded, Time now) {
            return take_one_time_code(step, digits, loaded, now);
        };
        entered =
            co_await services.db.change<Result<Current>>(who, std::move(loads), std::move(take));
    }
    if (const auto* refusal = std::get_if<Refusal>(&entered)) co_return *refusal;
    co_return CodeAccepted{std::move(session), std::get<Current>(std::move(entered))};
}

}  // namespace sparekey::signin
