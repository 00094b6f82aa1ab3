#include "account/address_table.h"
#include "factor/backup_code_actions.h"
#include "factor/disable.h"
#include "factor/replaced.h"
#include "operators/account_table.h"
#include "operators/enrol.h"
#include "otp/setup_key.h"

namespace sparekey::operators {
namespace {

using account::Done;
using account::Plan;
using factor::Enrolling;

// Runs an action of account/ or factor/ with the person's code in place of a step-up. Its outcome
// is not kept: it holds what is shown once.
template <class Outcome>
Awaitable<Result<Outcome>> change(const Change& call, account::Action<Outcome> action) {
    const std::optional<Repeat> once;
    const ByCode asked{.services = call.services,
                       .client = call.client,
                       .who = call.who,
                       .code = call.code,
                       .repeat = once,
                       .operation = action.operation,
                       .backup_code_counts = action.backup_code_counts,
                       .confirm_last = call.confirm_last};
    const auto outcome = std::make_shared<std::optional<Outcome>>();
    Acting acting;
    acting.loads = action.loads;
    if (action.work) acting.work = [&action] { action.work({}); };
    acting.act = [&action, outcome](Plan& plan, const std::vector<store::Rows>& rows,
                                    const CodeProven& proven) -> Result<Told> {
        auto done = action.decide(plan, rows, proven.proven);
        if (const auto* refusal = std::get_if<Refusal>(&done)) return *refusal;
        if (proven.proven.factor == account::FactorUsed::backup_code)
            factor::tell_few_left(plan, proven.recipients, proven.codes_left);
        *outcome = std::get<Outcome>(std::move(done));
        return Told{};
    };
    const auto told = co_await by_code(asked, std::move(acting));
    if (const auto* refusal = std::get_if<Refusal>(&told)) co_return *refusal;
    co_return std::move(**outcome);
}

}  // namespace

Awaitable<Result<Enrolling>> begin_enabling(const Services& services, const Client& client,
                                            AccountId who) {
    std::vector<store::LoadCall> loads{load_account, factor::load_authenticator};
    store::Decide<Result<Enrolling>> decide = [&](const store::Loaded& loaded,
                                                  Time now) -> store::Decision<Result<Enrolling>> {
        const auto row = read_account(loaded.rows[0]);
        if (!loaded.guard || !row || row->closed_at != Time{})
            return {Refusal{.why = Why::unknown_account}, {}, {}};
        if (!loaded.rows[1].empty()) return {Refusal{.why = Why::factor_already_enabled}, {}, {}};
        Plan plan{who, loaded, services.ring, client, now};
        const auto standing = plan.standing();
        if (guard::allowed(guard::Operation::enable_factor, standing.restriction) !=
            guard::Permission::allowed) {
            return {Refusal{.why = Why::restricted,
                            .until = standing.until,
                            .restriction = standing.restriction},
                    {},
                    {}};
        }
        factor::NewKey fresh{otp::new_setup_key(services.settings.setup_key_characters), {}};
        factor::Enrolment enrolment;
        enrolment.started_at = now;
        factor::seal_new_key(enrolment, services.ring, who, fresh);
        plan.save(factor::save_enrolment(enrolment));
        return plan.decision(
            Result<Enrolling>{Enrolling{std::move(fresh.key), {}, now + factor::enrolment_lives}});
    };
    co_return co_await services.db.change<Result<Enrolling>>(who, std::move(loads),
                                                             std::move(decide));
}

Awaitable<Result<otp::BackupCodes>> confirm_enrolment(const Confirm& asked) {
    const auto& services = asked.services;
    store::Decide<Result<ConfirmTicket>> begin = [&](const store::Loaded& loaded, Time now) {
        return begin_confirm(asked, loaded, now);
    };
    auto begin_loads = confirm_loads();
    const auto begun = co_await services.db.change<Result<ConfirmTicket>>(
        asked.who, std::move(begin_loads), std::move(begin));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<ConfirmTicket>(begun);

    auto codes = otp::draw_backup_codes();
    std::function<factor::BackupCodes()> hash = [&] {
        // Viewable by nobody: there is no password of ours that could open them again.
        return factor::make_set(codes, services.pepper, services.ring, asked.who, nullptr,
                                services.settings.hash_cost, Time{});
    };
    const auto made = co_await services.hashes.run<factor::BackupCodes>(std::move(hash));

    store::Decide<Result<Done>> finish = [&](const store::Loaded& loaded, Time now) {
        return finish_confirm(asked, ticket, made, loaded, now);
    };
    auto finish_loads = confirm_loads();
    const auto finished = co_await services.db.change<Result<Done>>(
        asked.who, std::move(finish_loads), std::move(finish));
    if (const auto* refusal = std::get_if<Refusal>(&finished)) co_return *refusal;
    co_return codes;
}

Awaitable<Result<Enrolling>> begin_replacing(const Change& call) {
    auto action = factor::begin_replacing(call.services);
    co_return co_await change<Enrolling>(call, std::move(action));
}

Awaitable<Result<Done>> remove_factor(const Change& call) {
    auto action = factor::disable_for_operator(call.services);
    co_return co_await change<Done>(call, std::move(action));
}

Awaitable<Result<otp::BackupCodes>> regenerate_codes(const Change& call) {
    auto action = factor::regenerate_codes(call.services, call.who);
    co_return co_await change<otp::BackupCodes>(call, std::move(action));
}

}  // namespace sparekey::operators
