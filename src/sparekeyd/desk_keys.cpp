#include "sparekeyd/desk_keys.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "sparekeyd/key_kinds.h"

namespace sparekey::sparekeyd {
namespace {

// clang-format off
#define KEY(field) #field, [](Configuration& c) -> auto& { return c.field; }
// clang-format on

constexpr std::array<std::string_view, 7> day_names{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
constexpr std::size_t holidays_max = 400;

bool are_weekdays(const std::vector<std::string>& days) {
    return !days.empty() && std::ranges::all_of(days, [](const std::string& day) {
        return std::ranges::find(day_names, day) != day_names.end();
    });
}

bool are_days(const std::vector<std::string>& days) {
    return days.size() <= holidays_max && std::ranges::all_of(days, [](const std::string& day) {
               return parse_day(day).has_value();
           });
}

std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

recovery::Calendar calendar_of(const Configuration& configuration) {
    recovery::Weekdays worked;
    for (const auto& day : configuration.desk.weekdays) {
        const auto found = std::ranges::find(day_names, day);
        worked.set(static_cast<std::size_t>(found - day_names.begin()));
    }
    std::set<std::chrono::year_month_day> holidays;
    for (const auto& day : configuration.desk.holidays) holidays.insert(parse_day(day).value());
    return {configuration.desk.timezone, worked, std::move(holidays)};
}

}  // namespace

std::optional<std::chrono::year_month_day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number_in(text.substr(0, 4));
    const auto month = number_in(text.substr(5, 2));
    const auto day = number_in(text.substr(8, 2));
    if (!year || !month || !day || *month < 1 || *day < 1) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional{date} : std::nullopt;
}

void append_desk(std::vector<Key>& to) {
    to.push_back(yes_or_no(KEY(desk.open),
                           "Whether people who have lost everything can appeal here. Closed, the "
                           "pages say so, and the third way back does not exist."));
    to.push_back(text(KEY(desk.timezone), "a time zone such as \"Europe/Berlin\"",
                      "The desk's clock: business days begin and end by it. An appeal keeps the "
                      "calendar that it was opened with.",
                      [](const std::string& zone) { return recovery::is_zone(zone); }));
    to.push_back(list(KEY(desk.weekdays), "a list of days such as [\"monday\", \"tuesday\"]",
                      "On which days of the week the desk works.", are_weekdays));
    to.push_back(list(KEY(desk.holidays), "a list of dates such as [\"2026-12-25\"]",
                      "On which days it does not, all the same.", are_days));
    to.push_back(yes_or_no(
        KEY(desk.single_reviewer),
        "One person passes an appeal, where there are no two. Then a reset takes seven business "
        "days and its hold seven days, and every export says so. Without it nothing is passed by "
        "one."));
    to.push_back(path(KEY(desk.reasons_file),
                      "Why something is asked for again, and why an appeal is rejected, a reason a "
                      "line: \"blurred | quality | id_front selfie | The picture is blurred.\" "
                      "Empty: the list that is built in."));
}

recovery::Desk desk_of(const Configuration& configuration) {
    recovery::Desk desk;
    desk.open = configuration.desk.open;
    desk.rules.calendar = calendar_of(configuration);
    desk.rules.single_reviewer = configuration.desk.single_reviewer;
    if (desk.rules.single_reviewer) desk.rules.limits = recovery::Limits::of_single_reviewer();
    // A site whose holds are longer has none that is shorter after a reset.
    const Duration hold = std::chrono::hours{configuration.hold.hours};
    desk.rules.limits.hold = std::max(desk.rules.limits.hold, hold);
    desk.rules.limits.marked_hold = std::max(desk.rules.limits.marked_hold, hold);
    if (!configuration.desk.reasons_file.empty())
        desk.reasons = recovery::Reasons{configuration.desk.reasons_file};
    return desk;
}

}  // namespace sparekey::sparekeyd
