#include "recovery/opening.h"

#include <algorithm>

#include "account/password_table.h"
#include "recovery/case_table.h"
#include "recovery/notices.h"
#include "recovery/schedule.h"

namespace sparekey::recovery {
namespace {

using account::Plan;
using account::Refusal;
using account::Why;

bool is_rejection(const Case& c) {
    return c.appeal.state == State::rejected || c.appeal.state == State::refused_as_fraud;
}

// "this password opens or continues no other appeal or draft until it is changed".
bool is_barred(const Docket& docket, std::int64_t password_version) {
    return std::ranges::any_of(docket.cases, [&](const Case& c) {
        return c.appeal.was_vetoed && c.password_version == password_version &&
               c.appeal.state != State::completed;
    });
}

bool fraud_was_last(const std::vector<Case>& cases) {
    const Case* last = nullptr;
    for (const auto& c : cases) {
        if (!c.open() && c.appeal.submitted_at != Time{} &&
            (last == nullptr || c.ended_at > last->ended_at))
            last = &c;
    }
    return last != nullptr && last->appeal.state == State::refused_as_fraud;
}

// Of those that wait, the oldest that nobody completed in the time a draft has.
Case* given_way(Docket& docket, Time now) {
    Case* oldest = nullptr;
    for (auto& c : docket.cases) {
        const bool idle = c.open() && c.appeal.waiting && !c.appeal.complete &&
                          now - c.opened_at >= c.desk.limits.draft;
        if (idle && (oldest == nullptr || c.opened_at < oldest->opened_at)) oldest = &c;
    }
    return oldest;
}

bool are_too_many(const Docket& docket) {
    const auto waits = [](const Case& c) { return c.open() && c.appeal.waiting; };
    return std::ranges::count_if(docket.cases, waits) >= waiting_max;
}

Case new_case(const Plan& plan, const DeskRules& desk, const Opening& asked,
              const GatePassed& gate) {
    Case c;
    c.id = asked.id;
    c.who = plan.who();
    c.number = asked.number;
    c.words = asked.words;
    c.zone = asked.zone;
    c.desk = desk;
    c.address = gate.address;
    c.opened_at = plan.now();
    c.lost = asked.lost;
    c.appeal.since = plan.now();
    c.appeal.said_stolen = asked.lost == Lost::stolen;
    c.appeal.single_reviewer = desk.single_reviewer;
    c.appeal.pending_password = gate.pending;
    c.password_version = gate.password.version;
    c.account_password_version = gate.in_force;
    if (gate.pending) c.pending = gate.password;
    return c;
}

// A rival changes nothing but that staff see it; one with the password in force takes the place of
// a case with a pending one that nobody has looked at far.
bool must_wait(Plan& plan, Docket& docket, const GatePassed& gate) {
    auto* front = docket.front();
    if (front == nullptr) return false;
    const auto id = front->id;
    const bool weaker = !gate.pending && front->appeal.pending_password;
    if (weaker && happen(plan, docket, id, {.event = Event::set_aside})) return false;
    docket.find(id)->flag(Flag::rival);
    return true;
}

}  // namespace

std::optional<Refusal> may_not_open(const Docket& docket, const GatePassed& gate,
                                    const std::optional<account::IdentityState>& record, Time now) {
    // In a contest after a reset the factor waits in its case.
    const bool suspended = std::ranges::any_of(
        docket.cases, [](const Case& c) { return c.open() && c.suspended_factor; });
    if (!docket.factor.authenticator && !suspended) return Refusal{.why = Why::no_factor};
    if (is_barred(docket, gate.password.version)) return Refusal{.why = Why::appeal_barred};
    if (!record || now < record->usable_from) return Refusal{.why = Why::no_identity_record};
    return std::nullopt;
}

bool make_room(Plan& plan, Docket& docket) {
    if (!are_too_many(docket)) return true;
    const auto* idle = given_way(docket, plan.now());
    return idle != nullptr && happen(plan, docket, idle->id, {.event = Event::withdrawn});
}

bool over_budget(const std::vector<Case>& cases, Time now) {
    const auto within = [&](Duration window) {
        return std::ranges::count_if(
            cases, [&](const Case& c) { return is_rejection(c) && now - c.ended_at < window; });
    };
    return within(rejections_window) >= rejections_max || within(between_rejections) > 0;
}

void open_case(Plan& plan, Docket& docket, const DeskRules& desk, const Opening& asked,
               const GatePassed& gate, bool contact_is_new) {
    auto c = new_case(plan, desk, asked, gate);
    c.appeal.contact_is_new = contact_is_new;
    c.appeal.over_budget = over_budget(docket.cases, plan.now());
    if (c.appeal.over_budget) c.flag(Flag::over_budget);
    if (fraud_was_last(docket.cases)) c.flag(Flag::fraud_before);
    c.appeal.waiting = must_wait(plan, docket, gate);
    if (gate.pending) plan.save(account::delete_pending_password());
    plan.save(insert_case(c));
    plan.save(insert_event(c, "opened", gate.pending ? "pending_password" : "", plan.now()));
    plan.line(journal::Kind::appeal_opened, c.number);
    tell_of(plan, docket, c,
            c.appeal.waiting ? outbox::Kind::appeal_waiting : outbox::Kind::appeal_opened);
    const auto id = c.id;
    docket.cases.push_back(std::move(c));
    save_cases(plan, docket, id);
}

}  // namespace sparekey::recovery
