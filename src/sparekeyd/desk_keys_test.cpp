#include "sparekeyd/desk_keys.h"

#include <doctest/doctest.h>

namespace sparekey::sparekeyd {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

TEST_CASE("a day is a day of the calendar, written in one way") {
    CHECK(parse_day("2026-12-25") == 2026y / 12 / 25);
    for (const auto* wrong :
         {"2026-02-29", "2026-13-01", "2026-00-10", "25.12.2026", "2026-1-01", "2026-12-2x", ""}) {
        CHECK_FALSE(parse_day(wrong));
    }
}

TEST_CASE("the desk works by its configuration's calendar") {
    const auto configured =
        configure({}, {{"desk.timezone", Value{std::string{"Europe/Berlin"}}, ""},
                       {"desk.weekdays", Value{std::string{"monday,saturday"}}, ""},
                       {"desk.holidays", Value{std::string{"2026-12-26"}}, ""}});
    const auto desk = desk_of(configured);
    CHECK_FALSE(desk.open);
    CHECK(desk.rules.calendar.zone() == "Europe/Berlin");
    CHECK(desk.rules.calendar.is_business_day(2026y / 12 / 19));
    CHECK_FALSE(desk.rules.calendar.is_business_day(2026y / 12 / 26));
    CHECK_FALSE(desk.rules.calendar.is_business_day(2026y / 12 / 22));
}

TEST_CASE("a longer hold of the site is the hold of a reset, too") {
    const auto longer = desk_of(configure({}, {{"hold.hours", Value{std::string{"240"}}, ""}}));
    CHECK(longer.rules.limits.hold == 240h);
    CHECK(longer.rules.limits.marked_hold == 240h);
    const auto single =
        desk_of(configure({}, {{"desk.single_reviewer", Value{std::string{"true"}}, ""}}));
    CHECK(single.rules.limits.hold == 168h);
    CHECK(single.rules.limits.notice_days == 7);
}

}  // namespace
}  // namespace sparekey::sparekeyd
