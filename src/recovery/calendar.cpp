#include "recovery/calendar.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "base/failure.h"

namespace sparekey::recovery {
namespace {

constexpr std::array<std::string_view, 7> weekday_names{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> month_names{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

using LocalDays = date::local_days;

// nullptr where there is none. The library has no question for that, only an exception.
const date::time_zone* found_zone(const std::string& name) {
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

const date::time_zone& zone_of(const std::string& name) {
    const auto* const zone = found_zone(name);
    if (zone != nullptr) return *zone;
    throw Failure{Failure::Kind::refused, "there is no time zone '" + name + "'"};
}

std::chrono::year_month_day day_of(LocalDays day) {
    return std::chrono::sys_days{day.time_since_epoch()};
}

}  // namespace

Calendar::Calendar(std::string zone, Weekdays worked,
                   std::set<std::chrono::year_month_day> holidays)
    : zone_(std::move(zone)), worked_(worked), holidays_(std::move(holidays)) {
    (void)zone_of(zone_);
    if (worked_.none())
        throw Failure{Failure::Kind::refused, "the desk works on no day of the week"};
}

bool Calendar::is_business_day(std::chrono::year_month_day day) const {
    const std::chrono::weekday weekday{std::chrono::sys_days{day}};
    return worked_.test(weekday.c_encoding()) && !holidays_.contains(day);
}

Time Calendar::after(Time from, int days) const {
    const auto& zone = zone_of(zone_);
    const auto local = zone.to_local(from);
    auto day = date::floor<date::days>(local);
    auto time_of_day = local - day;
    while (!is_business_day(day_of(day))) {
        day += date::days{1};
        time_of_day = {};
    }
    for (int left = days; left > 0;) {
        day += date::days{1};
        if (is_business_day(day_of(day))) --left;
    }
    return zone.to_sys(day + time_of_day, date::choose::latest);
}

bool is_zone(const std::string& name) { return found_zone(name) != nullptr; }

std::string day_text(Time t, const std::string& zone_name) {
    const auto local = zone_of(zone_name).to_local(t);
    const auto date = day_of(date::floor<date::days>(local));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string date_text(Time t, const std::string& zone_name) {
    const auto& zone = zone_of(zone_name);
    const auto local = zone.to_local(std::chrono::floor<std::chrono::minutes>(t));
    const auto day = date::floor<date::days>(local);
    const auto date = day_of(day);
    const date::hh_mm_ss clock{local - day};
    const auto offset = std::chrono::floor<std::chrono::minutes>(zone.get_info(t).offset);
    const auto ahead = std::chrono::abs(offset);
    const std::chrono::weekday weekday{std::chrono::sys_days{date}};
    return fmt::format(
        "{} {} {} {}, {:02}:{:02} (UTC{}{:02}:{:02})", weekday_names.at(weekday.c_encoding()),
        static_cast<unsigned>(date.day()), month_names.at(static_cast<unsigned>(date.month()) - 1),
        static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
        offset.count() < 0 ? '-' : '+', ahead.count() / 60, ahead.count() % 60);
}

}  // namespace sparekey::recovery
