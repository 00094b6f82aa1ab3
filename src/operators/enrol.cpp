#include "operators/enrol.h"

#include "account/address_table.h"
#include "account/notice.h"
#include "factor/readiness.h"
#include "factor/replaced.h"
#include "operators/account_table.h"
#include "signin/browser.h"

namespace sparekey::operators {
namespace {

using account::Done;
using account::Plan;
using factor::EnrolmentPurpose;

struct Rows {
    bool there = false;
    std::optional<factor::Enrolment> enrolment;
    factor::InForce old;

    Rows(const std::vector<store::Rows>& rows, const crypto::KeyRing& ring, AccountId who, Time now)
        : enrolment(factor::read_enrolment(rows.at(1))), old(rows, 2, ring, who, now) {
        const auto account = read_account(rows.at(0));
        there = account && account->closed_at == Time{};
    }

    [[nodiscard]] std::int64_t authenticator_version() const {
        return old.authenticator ? old.authenticator->version : 0;
    }
    [[nodiscard]] std::int64_t set_version() const { return old.codes ? old.codes->version : 0; }
};

// nullopt when this enrolment may be confirmed now.
std::optional<Refusal> not_now(const Rows& rows, const Plan& plan) {
    if (!rows.there) return Refusal{.why = Why::unknown_account};
    const auto& enrolment = rows.enrolment;
    // One of a session is that session's to confirm; one begun here has none.
    if (!enrolment || enrolment->session_id != 0 || !enrolment->alive(plan.now()))
        return Refusal{.why = Why::no_enrolment};
    const auto standing = plan.standing();
    const auto operation = factor::operation_of(enrolment->purpose);
    if (guard::allowed(operation, standing.restriction) != guard::Permission::allowed) {
        return Refusal{
            .why = Why::restricted, .until = standing.until, .restriction = standing.restriction};
    }
    const bool first = enrolment->purpose == EnrolmentPurpose::enable;
    if (first == rows.old.authenticator.has_value()) return Refusal{.why = Why::changed_meanwhile};
    if (!first && !factor::has_room(rows.old.kept, standing)) return factor::no_room(standing);
    return std::nullopt;
}

void tell(Plan& plan, const Services& services, const Rows& rows, bool first) {
    if (first) {
        // A first enabling replaces nothing, so nothing is on hold.
        plan.line(journal::Kind::factor_enabled);
        account::tell_with_not_me(plan, rows.old.recipients, outbox::Kind::factor_enabled);
        return;
    }
    factor::begin_cool_down(plan, services, factor::Cause::replace,
                            {.authenticator = rows.old.authenticator, .codes = rows.old.codes});
    plan.line(journal::Kind::factor_replaced);
    account::tell_with_not_me(plan, rows.old.recipients, outbox::Kind::factor_replaced,
                              factor::hold_detail(plan));
}

}  // namespace

std::vector<store::LoadCall> confirm_loads() {
    std::vector<store::LoadCall> loads{load_account, factor::load_enrolment};
    for (auto& call : factor::replaced_loads()) loads.push_back(std::move(call));
    return loads;
}

store::Decision<Result<ConfirmTicket>> begin_confirm(const Confirm& asked,
                                                     const store::Loaded& loaded, Time now) {
    const auto& ring = asked.services.ring;
    if (!loaded.guard) return {Refusal{.why = Why::unknown_account}, {}, {}};
    Plan plan{asked.who, loaded, ring, asked.client, now};
    const Rows rows{loaded.rows, ring, asked.who, now};
    if (const auto refusal = not_now(rows, plan)) return {*refusal, {}, {}};
    auto enrolment = *rows.enrolment;
    if (enrolment.tries >= factor::enrolment_tries_max)
        return {Refusal{.why = Why::too_many_tries}, {}, {}};
    plan.save(factor::charge_enrolment(enrolment));
    ++enrolment.tries;
    const auto fresh = factor::open_new_key(enrolment, ring, asked.who);
    const auto verified = factor::verify_key(fresh.key.view(), 0, asked.typed, now);
    if (verified.verdict != factor::Verdict::accepted) {
        return plan.decision(Result<ConfirmTicket>{Refusal{
            .why = Why::code_wrong, .tries_left = factor::enrolment_tries_max - enrolment.tries}});
    }
    return plan.decision(Result<ConfirmTicket>{ConfirmTicket{
        std::move(enrolment), verified.step, rows.authenticator_version(), rows.set_version()}});
}

store::Decision<Result<Done>> finish_confirm(const Confirm& asked, const ConfirmTicket& ticket,
                                             const factor::BackupCodes& made,
                                             const store::Loaded& loaded, Time now) {
    const auto& services = asked.services;
    if (!loaded.guard) return {Refusal{.why = Why::unknown_account}, {}, {}};
    Plan plan{asked.who, loaded, services.ring, asked.client, now};
    const Rows rows{loaded.rows, services.ring, asked.who, now};
    if (const auto refusal = not_now(rows, plan)) return {*refusal, {}, {}};
    const bool unchanged = rows.enrolment->version == ticket.enrolment.version &&
                           rows.authenticator_version() == ticket.authenticator_version &&
                           rows.set_version() == ticket.set_version;
    if (!unchanged) return {Refusal{.why = Why::changed_meanwhile}, {}, {}};

    plan.save(factor::spend_enrolment(*rows.enrolment));
    const bool first = ticket.enrolment.purpose == EnrolmentPurpose::enable;
    tell(plan, services, rows, first);
    // Browsers that the old factor made known have tries of their own for guessing at the new one.
    plan.save(signin::forget_other_browsers({}));
    const auto fresh = factor::open_new_key(ticket.enrolment, services.ring, asked.who);
    plan.save(factor::save_authenticator(
        plan.guard, {random_id(), factor::seal_key(services.ring, asked.who, fresh.key.view()),
                     ticket.step, now, Time{}}));
    auto set = made;
    set.made_at = now;
    set.shown_at = now;
    plan.save(factor::save_backup_codes(set));
    plan.save(factor::save_written({.drill_due_at = now + factor::first_drill_after}));
    return plan.decision(Result<Done>{Done{}});
}

}  // namespace sparekey::operators
