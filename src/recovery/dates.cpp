#include "recovery/dates.h"

#include <algorithm>

namespace sparekey::recovery {
namespace {

// An applicant who lets a rival wait has less time.
Time applicants(const Appeal& appeal, Duration limit, const Limits& limits, bool rival_waits) {
    return appeal.since + (rival_waits ? std::min(limit, limits.behind_it) : limit);
}

}  // namespace

Limits Limits::of_single_reviewer() {
    Limits limits;
    limits.notice_days = limits.secondary_review_days;
    limits.hold = limits.marked_hold;
    return limits;
}

std::optional<Time> due(const Appeal& appeal, const Calendar& calendar, const Limits& limits,
                        bool rival_waits) {
    switch (appeal.state) {
    case State::draft:
        if (appeal.waiting) return std::nullopt;
        return applicants(appeal, limits.draft, limits, rival_waits);
    case State::intake: return appeal.since + limits.intake;
    case State::needs_material: return applicants(appeal, limits.material, limits, rival_waits);
    case State::initial_review: return appeal.since + limits.initial_review;
    case State::video_requested: return applicants(appeal, limits.video, limits, rival_waits);
    case State::secondary_review: return calendar.after(appeal.since, limits.secondary_review_days);
    case State::escalated: return calendar.after(appeal.since, limits.escalated_days);
    case State::contested: return appeal.since + limits.contested;
    case State::link_sent: return appeal.since + limits.link;
    case State::link_lapsed: return applicants(appeal, limits.lapsed, limits, rival_waits);
    case State::holding: return appeal.since + (appeal.marked() ? limits.marked_hold : limits.hold);
    case State::completed:
    case State::rejected:
    case State::refused_as_fraud:
    case State::withdrawn:
    case State::expired:
    case State::cancelled_by_owner:
    case State::reversed: return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Time> earliest_link(const Appeal& appeal, const Calendar& calendar,
                                  const Limits& limits) {
    if (appeal.passes.empty()) return std::nullopt;
    auto first = appeal.passes.front().at;
    for (const auto& pass : appeal.passes) first = std::min(first, pass.at);
    return std::max(calendar.after(first, limits.notice_days), appeal.submitted_at + limits.notice);
}

Time freeze_end(const Appeal& appeal, const Limits& limits, Time frozen_since, Time now) {
    auto not_counted = appeal.contested_for;
    if (appeal.state == State::contested) not_counted += now - appeal.since;
    if (appeal.passed_once) not_counted += now - std::max(appeal.first_pass_at, frozen_since);
    return frozen_since + std::min(limits.freeze + not_counted, limits.freeze_longest);
}

}  // namespace sparekey::recovery
