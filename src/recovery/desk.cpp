#include "recovery/desk.h"

#include <array>
#include <boost/json.hpp>

#include "base/failure.h"

namespace sparekey::recovery {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

struct Length {
    std::string_view name;
    Duration Limits::*field;
};
constexpr std::array<Length, 14> lengths{{{"draft", &Limits::draft},
                                          {"intake", &Limits::intake},
                                          {"material", &Limits::material},
                                          {"initial_review", &Limits::initial_review},
                                          {"video", &Limits::video},
                                          {"notice", &Limits::notice},
                                          {"contested", &Limits::contested},
                                          {"link", &Limits::link},
                                          {"lapsed", &Limits::lapsed},
                                          {"hold", &Limits::hold},
                                          {"marked_hold", &Limits::marked_hold},
                                          {"behind_it", &Limits::behind_it},
                                          {"freeze", &Limits::freeze},
                                          {"freeze_longest", &Limits::freeze_longest}}};
struct Days {
    std::string_view name;
    int Limits::*field;
};
constexpr std::array<Days, 3> business_days{
    {{"secondary_review_days", &Limits::secondary_review_days},
     {"escalated_days", &Limits::escalated_days},
     {"notice_days", &Limits::notice_days}}};

[[noreturn]] void unreadable() {
    throw Failure{Failure::Kind::broken, "an appeal's rules of the desk cannot be read"};
}

const json::value& member(const json::object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    if (found == nullptr) unreadable();
    return *found;
}
std::int64_t number(const json::object& object, std::string_view name) {
    const auto& value = member(object, name);
    if (!value.is_int64()) unreadable();
    return value.get_int64();
}
bool flag(const json::object& object, std::string_view name) {
    const auto& value = member(object, name);
    if (!value.is_bool()) unreadable();
    return value.get_bool();
}
std::string text(const json::object& object, std::string_view name) {
    const auto& value = member(object, name);
    if (!value.is_string()) unreadable();
    return std::string{value.get_string()};
}

}  // namespace

std::string to_json(const DeskRules& rules) {
    json::array holidays;
    for (const auto& day : rules.calendar.holidays()) {
        holidays.emplace_back(std::chrono::sys_days{day}.time_since_epoch().count());
    }
    json::object all{{"zone", rules.calendar.zone()},
                     {"weekdays", rules.calendar.worked().to_string()},
                     {"holidays", std::move(holidays)},
                     {"single_reviewer", rules.single_reviewer}};
    for (const auto& [name, field] : lengths) {
        all[name] = std::chrono::floor<seconds>(rules.limits.*field).count();
    }
    for (const auto& [name, field] : business_days) all[name] = rules.limits.*field;
    return json::serialize(all);
}

DeskRules parse_desk_rules(std::string_view from) {
    boost::system::error_code wrong;
    const auto value = json::parse(from, wrong);
    const auto* object = wrong ? nullptr : value.if_object();
    if (object == nullptr) unreadable();
    std::set<std::chrono::year_month_day> holidays;
    const auto& days = member(*object, "holidays");
    if (!days.is_array()) unreadable();
    for (const auto& day : days.get_array()) {
        if (!day.is_int64()) unreadable();
        holidays.emplace(std::chrono::sys_days{std::chrono::days{day.get_int64()}});
    }
    const auto weekdays = text(*object, "weekdays");
    if (weekdays.size() != 7 || weekdays.find_first_not_of("01") != std::string::npos) unreadable();
    DeskRules rules{Calendar{text(*object, "zone"), Weekdays{weekdays}, std::move(holidays)},
                    {},
                    flag(*object, "single_reviewer")};
    for (const auto& [name, field] : lengths) {
        rules.limits.*field = seconds{number(*object, name)};
    }
    for (const auto& [name, field] : business_days) {
        rules.limits.*field = static_cast<int>(number(*object, name));
    }
    return rules;
}

}  // namespace sparekey::recovery
