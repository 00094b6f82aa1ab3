// The desk's business days: its time zone, the days of the week on which it works, its holidays.
#pragma once
#include <bitset>
#include <chrono>
#include <set>
#include <string>

#include "base/time.h"

namespace sparekey::recovery {

// Days of the week as a bit each, Sunday first (std::chrono::weekday::c_encoding).
using Weekdays = std::bitset<7>;
inline const Weekdays monday_to_friday{0b0111110};

class Calendar {
   public:
    // `zone` is a name of the IANA database, "Europe/Berlin". Throws Failure{refused} when it is
    // not there, or when no day of the week is a working day.
    Calendar(std::string zone, Weekdays worked, std::set<std::chrono::year_month_day> holidays);

    [[nodiscard]] bool is_business_day(std::chrono::year_month_day) const;
    // The moment `days` business days after `from`: Friday 15:00 and one day make Monday 15:00, by
    // the desk's clock. From a day off they count from the beginning of the next business day. A
    // time of day that daylight saving skips or repeats is the later one.
    [[nodiscard]] Time after(Time from, int days) const;
    [[nodiscard]] const std::string& zone() const { return zone_; }
    [[nodiscard]] Weekdays worked() const { return worked_; }
    [[nodiscard]] const std::set<std::chrono::year_month_day>& holidays() const {
        return holidays_;
    }

   private:
    std::string zone_;
    Weekdays worked_;
    std::set<std::chrono::year_month_day> holidays_;
};

[[nodiscard]] bool is_zone(const std::string& name);
// "Wednesday 25 November 2026, 17:00 (UTC+01:00)" in a zone of the IANA database.
[[nodiscard]] std::string date_text(Time, const std::string& zone);
// "2026-11-25": the day that it is there.
[[nodiscard]] std::string day_text(Time, const std::string& zone);

}  // namespace sparekey::recovery
