// The end of a reset: a code of the new authenticator makes it the account's. In the same change
// the link is spent, what was in force is kept veto-only, every session ends and the hold begins.
#include <algorithm>

#include "account/password_table.h"
#include "factor/readiness.h"
#include "factor/replaced.h"
#include "recovery/access.h"
#include "recovery/docket.h"
#include "recovery/reset_flow.h"
#include "recovery/reset_link_table.h"
#include "signin/browser.h"
#include "signin/challenge.h"
#include "signin/password_change.h"
#include "signin/session.h"
#include "signin/stolen_report.h"

namespace sparekey::recovery {
namespace {

using account::Client;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Token;
using account::Why;

constexpr std::size_t docket_at = 4;

// Rows: the reset's access, the enrolment, the account's reset links, the browser, then the
// docket's.
std::vector<store::LoadCall> loads_of(const Token& access, const Client& client) {
    std::vector<store::LoadCall> loads{access_of(access),
                                       factor::load_enrolment,
                                       load_reset_links,
                                       {signin::load_browser, {client.browser_digest}}};
    for (auto& call : docket_loads()) loads.push_back(std::move(call));
    return loads;
}

struct Ticket {
    factor::Enrolment enrolment;
    otp::Step step = 0;  // Of the new key: spent by the confirmation.
};

struct Standing {
    AppealId id;
    factor::Enrolment enrolment;
};

// What stands of this reset now; a refusal where it does not.
Result<Standing> stands(const Plan& plan, const Docket& docket, const store::Loaded& loaded) {
    const auto access = read_access(loaded.rows[0]);
    const bool good = access && access->kind == AccessKind::reset && access->alive(plan.now());
    if (!good) return Refusal{.why = Why::no_enrolment};
    const auto enrolment = factor::read_enrolment(loaded.rows[1]);
    const bool ours = enrolment && enrolment->purpose == factor::EnrolmentPurpose::reset &&
                      enrolment->session_id == access->appeal.value && enrolment->alive(plan.now());
    if (!ours) return Refusal{.why = Why::no_enrolment};
    const auto* c = docket.find(access->appeal);
    const auto link = read_alive_link(loaded.rows[2], access->appeal, plan.now());
    const bool allowed = guard::allowed(factor::operation_of(enrolment->purpose),
                                        plan.standing().restriction) == guard::Permission::allowed;
    if (c == nullptr || c->appeal.state != State::link_sent || !link || !allowed)
        return Refusal{.why = Why::link_invalid};
    return Standing{access->appeal, *enrolment};
}

Result<Ticket> begin(const account::Services& services, std::string_view typed, Plan& plan,
                     const Docket& docket, const store::Loaded& loaded) {
    const auto standing = stands(plan, docket, loaded);
    if (const auto* refusal = std::get_if<Refusal>(&standing)) return *refusal;
    auto enrolment = std::get<Standing>(standing).enrolment;
    if (enrolment.tries >= factor::enrolment_tries_max) return Refusal{.why = Why::too_many_tries};
    plan.save(factor::charge_enrolment(enrolment));
    ++enrolment.tries;
    const auto fresh = factor::open_new_key(enrolment, services.ring, plan.who());
    const auto verified = factor::verify_key(fresh.key.view(), 0, typed, plan.now());
    if (verified.verdict != factor::Verdict::accepted) {
        return Refusal{.why = Why::code_wrong,
                       .tries_left = factor::enrolment_tries_max - enrolment.tries};
    }
    return Ticket{std::move(enrolment), verified.step};
}

// A pending password comes into force with the reset, and not before.
void put_password_in_force(Plan& plan, Docket& docket, Case& c) {
    if (!c.appeal.pending_password) return;
    ENSURE(c.pending.has_value());
    auto next = *c.pending;
    next.changed_at = plan.now();
    next.changed_by = "appeal";
    plan.save(account::save_password(next));
    signin::end_what_hangs_on_the_password(plan);
    docket.password = next;
    c.pending.reset();
}

void put_in_place(const account::Services& services, const Ticket& ticket,
                  const factor::BackupCodes& made, Plan& plan, Docket& docket, Case& c) {
    factor::Replaced old{
        .authenticator = docket.factor.authenticator, .codes = docket.factor.codes, .password = {}};
    if (c.appeal.pending_password) old.password = docket.password;
    c.kept_generation = factor::keep(plan, services.ring, factor::Cause::reset, old).value;
    const auto fresh = factor::open_new_key(ticket.enrolment, services.ring, plan.who());
    const factor::Authenticator authenticator{
        random_id(), factor::seal_key(services.ring, plan.who(), fresh.key.view()), ticket.step,
        plan.now(), Time{}};
    plan.save(factor::save_authenticator(plan.guard, authenticator));
    auto set = made;
    set.made_at = plan.now();
    set.shown_at = plan.now();
    plan.save(factor::save_backup_codes(set));
    plan.save(factor::save_written({.drill_due_at = plan.now() + factor::first_drill_after}));
    docket.factor.authenticator = authenticator;
    docket.factor.codes = set;
    put_password_in_force(plan, docket, c);
}

void end_all(Plan& plan) {
    plan.save(signin::end_stolen_reports());
    plan.save(signin::end_all_challenges());
    plan.save(signin::end_all_sessions());
}

struct Finish {
    const Office& office;
    const Client& client;
    const Token& access;
    const Token& session;
    const Ticket& ticket;
    const factor::BackupCodes& made;
};

Result<Time> finish(const Finish& asked, Plan& plan, Docket& docket, const store::Loaded& loaded) {
    const auto standing = stands(plan, docket, loaded);
    if (const auto* refusal = std::get_if<Refusal>(&standing)) return *refusal;
    const auto& [id, enrolment] = std::get<Standing>(standing);
    if (enrolment.version != asked.ticket.enrolment.version)
        return Refusal{.why = Why::changed_meanwhile};
    plan.save(spend_reset_link(id, plan.now()));
    plan.save(factor::spend_enrolment(enrolment));
    plan.save(spend_access(asked.access));
    put_in_place(asked.office.services, asked.ticket, asked.made, plan, docket, *docket.find(id));
    end_all(plan);
    ENSURE(happen(plan, docket, id, {.event = Event::reset}));
    plan.line(journal::Kind::factor_replaced, "appeal");
    // Whoever got back has tries of their own here: a siege of the account must not go on with
    // them.
    signin::Tries tries{plan.budgets, signin::read_browser(loaded.rows[3]), plan.now()};
    tries.remember(asked.client.browser_digest);
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    plan.save(signin::save_session(
        signin::new_session(asked.session, account::Method::reset, asked.client, plan.now())));
    return factor::hold_end(plan.guard);
}

}  // namespace

Awaitable<Result<ResetDone>> confirm_reset(const Office& office, const Client& client,
                                           const Token& access, std::string code) {
    const auto& services = office.services;
    const auto who = access.account();
    auto loads = loads_of(access, client);
    store::Decide<Result<Ticket>> first = [&](const store::Loaded& loaded,
                                              Time now) -> store::Decision<Result<Ticket>> {
        if (!loaded.guard) return {Refusal{.why = Why::no_enrolment}, {}, {}};
        Plan plan{who, loaded, services.ring, client, now};
        const Docket docket{services, loaded.rows, docket_at, plan};
        auto ticket = begin(services, code, plan, docket, loaded);
        return plan.decision(std::move(ticket));
    };
    const auto begun = co_await services.db.change<Result<Ticket>>(who, loads, std::move(first));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<Ticket>(begun);

    auto codes = otp::draw_backup_codes();
    std::function<factor::BackupCodes()> hash = [&] {
        const auto fresh = factor::open_new_key(ticket.enrolment, services.ring, who);
        const auto* key = fresh.wrapping_key.empty() ? nullptr : &fresh.wrapping_key;
        return factor::make_set(codes, services.pepper, services.ring, who, key,
                                services.settings.hash_cost, Time{});
    };
    const auto made = co_await services.hashes.run<factor::BackupCodes>(std::move(hash));
    const auto session = Token::make(who);
    const Finish asked{office, client, access, session, ticket, made};
    store::Decide<Result<Time>> last = [&](const store::Loaded& loaded,
                                           Time now) -> store::Decision<Result<Time>> {
        if (!loaded.guard) return {Refusal{.why = Why::no_enrolment}, {}, {}};
        Plan plan{who, loaded, services.ring, client, now};
        Docket docket{services, loaded.rows, docket_at, plan};
        auto outcome = finish(asked, plan, docket, loaded);
        return plan.decision(std::move(outcome));
    };
    const auto done =
        co_await services.db.change<Result<Time>>(who, std::move(loads), std::move(last));
    if (const auto* refusal = std::get_if<Refusal>(&done)) co_return *refusal;
    co_return ResetDone{std::move(codes), session.clone(), std::get<Time>(done)};
}

}  // namespace sparekey::recovery
