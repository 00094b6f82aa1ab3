#include "recovery/dates.h"

#include <doctest/doctest.h>

namespace sparekey::recovery {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

const Calendar desk{"UTC", monday_to_friday, {}};
const Limits limits;
const Time monday = sys_days{2026y / 11 / 23} + 9h;

Appeal in(State state, Time since) {
    Appeal appeal;
    appeal.state = state;
    appeal.since = since;
    return appeal;
}

TEST_CASE("every state but an end has a time at which it is over") {
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        CHECK(due(in(state, monday), desk, limits, false).has_value() != is_end(state));
    }
}

TEST_CASE("staff have hours first and business days later") {
    CHECK(due(in(State::initial_review, monday), desk, limits, false) == monday + 48h);
    CHECK(due(in(State::secondary_review, monday), desk, limits, false) == monday + 9 * 24h);
    CHECK(due(in(State::escalated, monday + 4 * 24h), desk, limits, false) == monday + 8 * 24h);
}

TEST_CASE("an applicant has less time while a rival waits, and a rival's draft none to lose") {
    const auto asked = in(State::needs_material, monday);
    CHECK(due(asked, desk, limits, false) == monday + 7 * 24h);
    CHECK(due(asked, desk, limits, true) == monday + 72h);
    auto rival = in(State::draft, monday);
    rival.waiting = true;
    CHECK_FALSE(due(rival, desk, limits, false));
}

TEST_CASE("the hold of a marked case is seven days") {
    auto appeal = in(State::holding, monday);
    CHECK(due(appeal, desk, limits, false) == monday + 48h);
    appeal.contact_is_new = true;
    CHECK(due(appeal, desk, limits, false) == monday + 7 * 24h);
}

TEST_CASE("a link waits for three business days from the first pass and 72 hours of notice") {
    auto appeal = in(State::secondary_review, monday);
    appeal.submitted_at = monday;
    CHECK_FALSE(earliest_link(appeal, desk, limits));
    appeal.passes = {{1, Seat::a, monday + 1h}, {2, Seat::b, monday + 30h}};
    CHECK(earliest_link(appeal, desk, limits) == monday + 73h);
    // Evidence that changed was looked at anew: the days count from there.
    appeal.passes = {{1, Seat::a, monday + 4 * 24h}};
    CHECK(earliest_link(appeal, desk, limits) == monday + 9 * 24h);
    // A desk that works every day still gives the owner 72 hours.
    const Calendar always{"UTC", Weekdays{0b1111111}, {}};
    appeal.passes = {{1, Seat::a, monday - 24h}};
    CHECK(earliest_link(appeal, always, limits) == monday + 72h);
}

TEST_CASE("a desk of one reviewer takes longer at both ends") {
    const auto single = Limits::of_single_reviewer();
    CHECK(single.notice_days == 7);
    CHECK(single.hold == 7 * 24h);
}

TEST_CASE(
    "a freeze ends after 30 days, contests and the time since a pass not counted, 60 at most") {
    auto appeal = in(State::initial_review, monday);
    const auto now = monday + 20 * 24h;
    CHECK(freeze_end(appeal, limits, monday, now) == monday + 30 * 24h);
    appeal.contested_for = 72h;
    CHECK(freeze_end(appeal, limits, monday, now) == monday + 33 * 24h);
    appeal.passed_once = true;
    appeal.first_pass_at = monday + 10 * 24h;
    CHECK(freeze_end(appeal, limits, monday, now) == monday + 43 * 24h);
    CHECK(freeze_end(appeal, limits, monday, monday + 50 * 24h) == monday + 60 * 24h);
}

}  // namespace
}  // namespace sparekey::recovery
