#include "mail/phrases_en.h"

#include <fmt/format.h>
#include <array>

namespace sparekey::mail {
namespace {

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

}  // namespace

std::string time_text(Time t) {
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::minutes>(t - day)};
    return fmt::format("{} {} {} at {:02}:{:02} UTC (+00:00)", static_cast<unsigned>(date.day()),
                       months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(),
                       clock.minutes().count());
}

std::string when_and_where(const Facts& facts) {
    auto text = "When: " + time_text(facts.at) + ".";
    if (!facts.client.empty()) text += " From: " + facts.client + ".";
    if (!facts.browser.empty()) {
        text += fmt::format(" With: {}{}{}.", facts.browser, facts.system.empty() ? "" : " on ",
                            facts.system);
    }
    return text;
}

std::string set_apart(const std::string& line) { return "    " + line; }

}  // namespace sparekey::mail
