#include "staff/duty_flow.h"

#include "account/address_table.h"
#include "account/notice.h"
#include "account/plan.h"
#include "base/check.h"
#include "factor/authenticator.h"
#include "signin/browser.h"
#include "signin/code_step.h"
#include "staff/present_flow.h"

namespace sparekey::staff {
namespace {

using account::Plan;
using account::Refusal;
using account::Result;
using account::Services;
using account::Why;

using Outcome = Result<RightCode>;

std::vector<store::LoadCall> loads_of(const Actor& actor) {
    return {{signin::load_session, {actor.session_digest}},
            load_member,
            factor::load_authenticator,
            {signin::load_browser, {actor.client.browser_digest}},
            account::load_addresses};
}

store::Decision<Outcome> judge(const Services& services, const Actor& actor, std::string_view typed,
                               const store::Loaded& loaded, Time now) {
    const auto session = signin::read_session(loaded.rows[0]);
    const auto member = read_member(loaded.rows[1]);
    const auto authenticator = factor::read_authenticator(loaded.rows[2]);
    const bool there = loaded.guard && on_duty(session, member, services.settings, now);
    if (!there || !authenticator) return {Refusal{.why = Why::not_signed_in}, {}, {}};

    Plan plan{actor.who, loaded, services.ring, actor.client, now};
    signin::Tries tries{plan.budgets, signin::read_browser(loaded.rows[3]), now};
    const auto charge = tries.charge_factor();
    if (!charge.allowed) return {Refusal{.why = Why::too_many_tries, .until = charge.next}, {}, {}};
    const auto verified = factor::verify(*authenticator, services.ring, actor.who, typed, now);
    switch (verified.verdict) {
    case factor::Verdict::accepted:
        // Saved though it costs nothing: a try that did not win the guard was not charged, and any
        // number of them at once would outrun the budget.
        tries.succeed_factor(charge.purse);
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
        return plan.decision(Outcome{RightCode{authenticator->version, verified.step}});
    case factor::Verdict::already_used: {
        const auto wait = signin::wait_for_next_code(authenticator->last_step, now);
        return {Refusal{.why = Why::code_already_used, .wait = wait}, {}, {}};
    }
    case factor::Verdict::suspended:
    case factor::Verdict::wrong: break;
    }
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    plan.line(journal::Kind::factor_wrong, "desk");
    if (charge.reached) {
        plan.line(journal::Kind::budget_reached, "factor");
        const auto told = account::recipients(account::read_addresses(loaded.rows[4]), now);
        plan.tell(told, outbox::Kind::budget_reached, account::of_realm(services));
    }
    return plan.decision(Outcome{Refusal{.why = Why::code_wrong}});
}

}  // namespace

Awaitable<Outcome> charge_code(const Services& services, const Actor& actor,
                               std::string_view typed) {
    ENSURE(services.realm == account::Realm::staff);
    store::Decide<Outcome> decide = [&](const store::Loaded& loaded, Time now) {
        return judge(services, actor, typed, loaded, now);
    };
    auto loads = loads_of(actor);
    co_return co_await services.db.change<Outcome>(actor.who, std::move(loads), std::move(decide));
}

}  // namespace sparekey::staff
