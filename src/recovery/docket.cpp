#include "recovery/docket.h"

#include <algorithm>

#include "account/password_table.h"
#include "base/check.h"
#include "recovery/case_table.h"
#include "recovery/effects.h"
#include "recovery/notices.h"
#include "recovery/schedule.h"

namespace sparekey::recovery {
namespace {

using account::Plan;

// A state's time can be over many times while nobody looked; more than this is a bug.
constexpr int late_max = 64;

bool is_staffs(State state) {
    return state == State::initial_review || state == State::secondary_review ||
           state == State::escalated;
}

// What was promised is settled when staff have done their part, or anew when they are late.
void promise(Plan& plan, Case& c, const Appeal& before) {
    if (is_staffs(before.state)) plan.save(settle_promises(c.id, plan.now()));
    if (!is_staffs(c.appeal.state)) return;
    const auto by = due(c.appeal, c.desk.calendar, c.desk.limits, false);
    if (!c.appeal.is_approved() && by) {
        plan.save(insert_promise(c.id, c.appeal.state, plan.now(), *by));
    }
}

// The journal tells auditors which case, what, and where it stands; never whose.
void record(Plan& plan, const Case& c, const Happening& what) {
    plan.save(insert_event(c, slug(what.event), what.detail, plan.now()));
    std::string line = c.number + " ";
    line += slug(what.event);
    line += " ";
    line += slug(c.appeal.state);
    plan.line(journal::Kind::appeal_moved, std::move(line));
}

// The account is frozen while a case freezes it. A freeze that goes over to another case begins
// anew; what it covered of a hold is counted by guard.
void set_freeze(Plan& plan, Docket& docket) {
    std::optional<Time> until;
    bool begins = false;
    for (auto& c : docket.cases) {
        if (!c.open() || !freezes(c.appeal)) {
            c.frozen_since = {};
            continue;
        }
        if (c.frozen_since == Time{}) {
            c.frozen_since = plan.now();
            begins = true;
        }
        until = std::max(until.value_or(Time{}), latest_freeze_end(c));
    }
    const bool was = plan.guard.freeze_until != 0;
    if (!until) return guard::end_freeze(plan.guard, plan.now());
    if (!was || begins) return guard::begin_freeze(plan.guard, *until, plan.now());
    guard::move_freeze_end(plan.guard, *until, plan.now());
}

bool apply(Plan& plan, Docket& docket, AppealId id, const Happening& what) {
    auto* found = docket.find(id);
    if (found == nullptr) return false;
    auto& c = *found;
    const auto* rule = rule_for(c.appeal, what.event);
    if (rule == nullptr) return false;
    const auto before = c.appeal;
    docket.touched.insert(id);
    std::optional<Pass> pass;
    if (what.pass) pass = what.pass->pass;
    c.appeal = after(before, *rule, pass, plan.now());
    const bool anew = c.appeal.state != before.state || c.appeal.since != before.since;
    if (anew) promise(plan, c, before);
    for (const auto effect : rule->effects) perform(plan, docket, c, before, effect, what);
    if (is_end(c.appeal.state)) {
        finish(plan, docket, c, what);
    } else if (is_end(before.state)) {
        reopen(c);
    }
    say_dates(c);
    // Before the letter, which says how long what is left of a hold lasts.
    set_freeze(plan, docket);
    record(plan, c, what);
    tell(plan, docket, c, before, what);
    return true;
}

// "one may pass, the others are rejected": those that went to one lead together.
void settle_together(Plan& plan, Docket& docket, const Case& passed) {
    if (!passed.appeal.together) return;
    for (auto& other : docket.cases) {
        const bool beside = other.open() && other.appeal.together && other.id != passed.id;
        if (beside) (void)apply(plan, docket, other.id, {.event = Event::rejected});
    }
}

// Who goes first: the password in force before a pending one, then what is complete, then age.
bool goes_before(const Case& a, const Case& b) {
    if (a.appeal.pending_password != b.appeal.pending_password) return b.appeal.pending_password;
    if (a.appeal.complete != b.appeal.complete) return a.appeal.complete;
    return std::pair{a.opened_at, a.id.value} < std::pair{b.opened_at, b.id.value};
}

// The next at once when nothing is before it; several that are complete together, to one lead.
void promote(Plan& plan, Docket& docket) {
    if (docket.front() != nullptr) return;
    std::vector<Case*> waiting;
    std::vector<Case*> complete;
    for (auto& c : docket.cases) {
        if (!c.open() || !c.appeal.waiting) continue;
        waiting.push_back(&c);
        if (c.appeal.complete) complete.push_back(&c);
    }
    if (waiting.empty()) return;
    if (complete.size() > 1) {
        for (auto* c : complete) {
            c->appeal.together = true;
            ENSURE(apply(plan, docket, c->id, {.event = Event::promoted}));
        }
        return;
    }
    const auto next = std::ranges::min_element(
        waiting, [](const Case* a, const Case* b) { return goes_before(*a, *b); });
    ENSURE(apply(plan, docket, (*next)->id, {.event = Event::promoted}));
}

// "dropped if the same password": whoever shared it with the case that ended is no rival of it.
void drop_rivals(Plan& plan, Docket& docket, const Case& ended, Event event) {
    // A draft that its owner's factor ended is no veto, but what waits behind it must not freeze
    // the account in the same moment.
    const bool proven = event == Event::proven;
    if (!proven && ending(ended.appeal).rival != LeftRival::dropped_if_same_password) return;
    for (auto& other : docket.cases) {
        const bool same = other.password_version == ended.password_version;
        if (other.open() && other.appeal.waiting && same && other.id != ended.id)
            (void)apply(plan, docket, other.id, {.event = Event::proven});
    }
}

// All dates depend on what happened last, and on whether somebody waits behind.
void save_all(Plan& plan, Docket& docket) {
    set_freeze(plan, docket);
    const bool rival = docket.rival_waits();
    for (auto& c : docket.cases) {
        schedule(c, rival, plan.now());
        if (c.open() || docket.touched.contains(c.id)) plan.save(update_case(c));
    }
    docket.touched.clear();
}

// What an event of one case means for the others.
void settle(Plan& plan, Docket& docket, AppealId id, Event event) {
    const auto& c = *docket.find(id);
    const bool by_lead = event == Event::passed && c.appeal.has_lead_pass();
    if (by_lead) settle_together(plan, docket, c);
    if (!c.open()) {
        drop_rivals(plan, docket, c, event);
        promote(plan, docket);
    }
    save_all(plan, docket);
}

std::optional<Event> overdue(const Case& c, bool rival, Time now) {
    if (!c.open()) return std::nullopt;
    if (c.frozen_since != Time{} && freeze_end(c.appeal, c.desk.limits, c.frozen_since, now) <= now)
        return Event::freeze_over;
    const auto over = due(c.appeal, c.desk.calendar, c.desk.limits, rival);
    if (over && *over <= now && rule_for(c.appeal, Event::due) != nullptr) return Event::due;
    return std::nullopt;
}

}  // namespace

std::vector<store::LoadCall> docket_loads() {
    std::vector<store::LoadCall> loads{load_cases, load_passes, account::load_password};
    for (auto& call : factor::replaced_loads()) loads.push_back(std::move(call));
    loads.emplace_back(load_bounced);
    ENSURE(loads.size() == docket_loads_count);
    return loads;
}

Docket::Docket(const account::Services& of, const std::vector<store::Rows>& rows, std::size_t first,
               Plan& plan)
    : services(of),
      cases(read_cases(rows.at(first), rows.at(first + 1), plan.who())),
      password(account::read_password(rows.at(first + 2))),
      addresses(account::read_addresses(rows.at(first + 6))),
      factor(rows, first + 3, of.ring, plan.who(), plan.now()) {
    const auto bounced_at = read_bounced(rows.at(first + 7));
    for (auto& c : cases) {
        if (c.open() && bounced_at >= c.opened_at) c.flag(Flag::bounced);
    }
    for (std::size_t i = 0; i < cases.size(); ++i) {
        for (int late = 0; late < late_max; ++late) {
            const auto event = overdue(cases[i], rival_waits(), plan.now());
            if (!event || !happen(plan, *this, cases[i].id, {.event = *event})) break;
        }
    }
}

Case* Docket::find(AppealId id) {
    const auto found = std::ranges::find(cases, id, &Case::id);
    return found == cases.end() ? nullptr : &*found;
}
const Case* Docket::find(AppealId id) const {
    const auto found = std::ranges::find(cases, id, &Case::id);
    return found == cases.end() ? nullptr : &*found;
}
Case* Docket::front() {
    const auto found = std::ranges::find_if(cases, &Case::in_front);
    return found == cases.end() ? nullptr : &*found;
}
bool Docket::rival_waits() const {
    return std::ranges::any_of(cases, [](const Case& c) { return c.open() && c.appeal.waiting; });
}

bool happen(Plan& plan, Docket& docket, AppealId id, const Happening& what) {
    if (!apply(plan, docket, id, what)) return false;
    settle(plan, docket, id, what.event);
    return true;
}

bool fill_seat(Plan& plan, Docket& docket, AppealId id, std::optional<SignedPass> given,
               bool all_filled) {
    auto* c = docket.find(id);
    if (c == nullptr || c->appeal.state != State::escalated || c->appeal.seats_filled) return false;
    c->appeal.seats_filled = all_filled;
    if (given) {
        ENSURE(given->pass.seat != Seat::lead);
        plan.save(void_passes_of_seat(id, given->pass.seat, plan.now()));
        plan.save(insert_pass(id, *given));
        if (!c->appeal.passed_once) c->appeal.first_pass_at = given->pass.at;
        c->appeal.passed_once = true;
        c->appeal.passes.push_back(given->pass);
    }
    save_all(plan, docket);
    return true;
}

void save_cases(Plan& plan, Docket& docket, AppealId changed) {
    docket.touched.insert(changed);
    save_all(plan, docket);
}

}  // namespace sparekey::recovery
