#include "recovery/calendar.h"

#include <doctest/doctest.h>

#include "base/failure.h"

namespace sparekey::recovery {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

// UTC.
Time at(year_month_day date, minutes time_of_day) { return sys_days{date} + time_of_day; }

Calendar berlin(std::set<year_month_day> holidays = {}) {
    return {"Europe/Berlin", monday_to_friday, std::move(holidays)};
}

TEST_CASE("business days skip the weekend and keep the time of day") {
    // 20 November 2026 is a Friday; Berlin is an hour ahead.
    const auto friday = at(2026y / 11 / 20, 14h);
    CHECK(berlin().after(friday, 0) == friday);
    CHECK(berlin().after(friday, 1) == at(2026y / 11 / 23, 14h));
    CHECK(berlin().after(friday, 3) == at(2026y / 11 / 25, 14h));
    CHECK(berlin().after(friday, 7) == at(2026y / 12 / 1, 14h));
}

TEST_CASE("from a day off they count from the beginning of the next business day") {
    const auto saturday = at(2026y / 11 / 21, 14h);
    CHECK(berlin().after(saturday, 0) == at(2026y / 11 / 22, 23h));
    CHECK(berlin().after(saturday, 1) == at(2026y / 11 / 23, 23h));
}

TEST_CASE("a holiday is no business day") {
    const auto calendar = berlin({2026y / 12 / 25});
    CHECK_FALSE(calendar.is_business_day(2026y / 12 / 25));
    CHECK(calendar.after(at(2026y / 12 / 24, 9h), 1) == at(2026y / 12 / 28, 9h));
}

TEST_CASE("a desk may work on Sundays and rest on Fridays") {
    const Calendar cairo{"Africa/Cairo", Weekdays{0b0011111}, {}};
    CHECK(cairo.is_business_day(2026y / 11 / 22));
    CHECK_FALSE(cairo.is_business_day(2026y / 11 / 20));
}

TEST_CASE("the time of day is the desk's across daylight saving, and never skipped or early") {
    // On Sunday 29 March 2026 clocks go from 2:00 to 3:00, on Sunday 25 October back from 3:00.
    CHECK(berlin().after(at(2026y / 3 / 27, 14h), 1) == at(2026y / 3 / 30, 13h));
    const Calendar always{"Europe/Berlin", Weekdays{0b1111111}, {}};
    CHECK(always.after(at(2026y / 3 / 28, 90min), 1) == at(2026y / 3 / 29, 60min));
    // 2:30 comes twice: the later one.
    CHECK(always.after(at(2026y / 10 / 24, 30min), 1) == at(2026y / 10 / 25, 90min));
}

TEST_CASE("a zone that nobody knows, and a desk that never works, are refused") {
    CHECK(is_zone("Asia/Kolkata"));
    CHECK_FALSE(is_zone("Europe/Atlantis"));
    CHECK_THROWS_AS((Calendar{"Europe/Atlantis", monday_to_friday, {}}), Failure);
    CHECK_THROWS_AS((Calendar{"Europe/Berlin", Weekdays{}, {}}), Failure);
}

TEST_CASE("a date is told in the zone of whoever reads it") {
    const auto t = at(2026y / 11 / 25, 16h);
    CHECK(date_text(t, "Europe/Berlin") == "Wednesday 25 November 2026, 17:00 (UTC+01:00)");
    CHECK(date_text(t, "Asia/Kolkata") == "Wednesday 25 November 2026, 21:30 (UTC+05:30)");
    CHECK(date_text(t, "America/St_Johns") == "Wednesday 25 November 2026, 12:30 (UTC-03:30)");
}

}  // namespace
}  // namespace sparekey::recovery
