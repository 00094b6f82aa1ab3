#include "recovery/schedule.h"

#include <algorithm>

#include "recovery/transitions.h"

namespace sparekey::recovery {
namespace {

using std::chrono::hours;

constexpr Duration draft_kept = hours{24};
constexpr Duration evidence_kept = hours{24 * 30};
constexpr Duration fraud_kept = hours{24 * 180};
constexpr Duration form_kept = hours{24 * 365};
constexpr Duration rows_kept = hours{24 * 365 * 3};

void sooner(Time& at, std::optional<Time> other) {
    if (other && (at == Time{} || *other < at)) at = *other;
}

bool staff_must_act(const Appeal& appeal) {
    const bool theirs = appeal.state == State::initial_review ||
                        appeal.state == State::secondary_review || appeal.state == State::escalated;
    return theirs && !appeal.is_approved();
}

}  // namespace

void schedule(Case& c, bool rival_waits, Time now) {
    c.due_at = {};
    c.staff_due_at = {};
    if (!c.open()) return;
    const auto& [calendar, limits, single] = c.desk;
    const auto over = due(c.appeal, calendar, limits, rival_waits && !c.appeal.waiting);
    // The machine looks at what came in as soon as it can.
    if (c.appeal.state == State::intake) c.due_at = c.appeal.since;
    if (rule_for(c.appeal, Event::due) != nullptr) sooner(c.due_at, over);
    if (rule_for(c.appeal, Event::date_reached) != nullptr)
        sooner(c.due_at, earliest_link(c.appeal, calendar, limits));
    if (c.frozen_since != Time{})
        sooner(c.due_at, freeze_end(c.appeal, limits, c.frozen_since, now));
    if (staff_must_act(c.appeal) && over) c.staff_due_at = *over;
}

Time latest_freeze_end(const Case& c) {
    const auto& limits = c.desk.limits;
    const bool grows = c.appeal.passed_once || c.appeal.state == State::contested;
    const auto counted = limits.freeze + c.appeal.contested_for;
    return c.frozen_since +
           (grows ? limits.freeze_longest : std::min(counted, limits.freeze_longest));
}

void say_first_dates(Case& c, Time now) {
    const auto& [calendar, limits, single] = c.desk;
    c.dates = {};
    c.dates.first_review_by = now + limits.initial_review;
    c.dates.second_review_from =
        std::max(calendar.after(now, limits.notice_days), Time{now + limits.notice});
    c.dates.second_review_by =
        calendar.after(c.dates.first_review_by, limits.secondary_review_days);
    c.dates.link_from = c.dates.second_review_from;
}

void say_dates(Case& c) {
    const auto& [calendar, limits, single] = c.desk;
    const auto& appeal = c.appeal;
    const auto over = due(appeal, calendar, limits, false).value_or(Time{});
    const auto link = earliest_link(appeal, calendar, limits);
    if (appeal.state == State::initial_review) c.dates.first_review_by = over;
    if (appeal.state == State::secondary_review || appeal.state == State::escalated) {
        if (link) c.dates.second_review_from = *link;
        if (link) c.dates.link_from = *link;
        if (!appeal.is_approved()) c.dates.second_review_by = over;
    }
    if (appeal.state == State::link_sent) c.dates.link_until = over;
    if (appeal.state == State::holding) c.dates.hold_until = over;
}

void set_retention(Case& c, Time now) {
    const bool never_submitted = c.appeal.submitted_at == Time{};
    const bool fraud = c.appeal.state == State::refused_as_fraud;
    c.evidence_until = now + (never_submitted ? draft_kept : fraud ? fraud_kept : evidence_kept);
    c.form_until = now + (never_submitted ? draft_kept : form_kept);
    c.rows_until = now + rows_kept;
}

void reopen(Case& c) {
    c.ended_at = {};
    c.evidence_until = {};
    c.form_until = {};
    c.rows_until = {};
    c.reasons.clear();
}

}  // namespace sparekey::recovery
