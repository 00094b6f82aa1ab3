#include "mail/letter_parts_en.h"

#include <fmt/format.h>

#include <array>

namespace sparekey::mail {
namespace {

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

// The page of a token shows what can be done, and does it only after a press of its button.
std::string not_you(const Facts& facts) {
    if (facts.to_staff) return "Was it not you? Tell a lead of the desk now. The desk:";
    if (facts.by_operator)
        return "Was it not you? Tell " + facts.site +
               " now, in a way you know, not by a link of a mail. What to do until then:";
    if (facts.link == facts.lost_access) return "Was it not you? This page says what to do now:";
    return "Was it not you? Open this page. Nothing changes until you press its button:";
}

std::string hold(const Facts& facts) {
    if (!facts.hold_until) return "";
    return fmt::format("Until {} the account is on hold: you can sign in, but most changes wait.",
                       time_text(*facts.hold_until));
}

std::string from_where(const Facts& facts) {
    std::string text;
    if (!facts.client.empty()) text = "From: " + facts.client + ".";
    if (facts.browser.empty()) return text;
    if (!text.empty()) text += ' ';
    return text + fmt::format("With: {}{}{}.", facts.browser, facts.system.empty() ? "" : " on ",
                              facts.system);
}

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
    const auto where = from_where(facts);
    return "When: " + time_text(facts.at) + "." + (where.empty() ? "" : " ") + where;
}

std::string set_apart(const std::string& line) { return "    " + line; }

Words notice(const Facts& facts, std::string subject, std::vector<std::string> what) {
    what.push_back(hold(facts));
    what.push_back(when_and_where(facts));
    what.push_back(not_you(facts));
    what.push_back(set_apart(facts.link));
    return {std::move(subject), std::move(what)};
}

}  // namespace sparekey::mail
