#include "base/user_agent.h"

#include <array>
#include <span>

namespace sparekey {
namespace {

struct Name {
    std::string_view sign;
    std::string_view name;
};

// In this order: each browser also claims to be those after it.
constexpr std::array<Name, 9> browsers{{{"SamsungBrowser", "Samsung Internet"},
                                        {"OPR/", "Opera"},
                                        {"Edg", "Edge"},
                                        {"FxiOS", "Firefox"},
                                        {"Firefox", "Firefox"},
                                        {"CriOS", "Chrome"},
                                        {"Chrome", "Chrome"},
                                        {"Safari", "Safari"},
                                        {"curl/", "curl"}}};
constexpr std::array<Name, 7> systems{{{"Windows", "Windows"},
                                       {"Android", "Android"},
                                       {"iPhone", "iPhone"},
                                       {"iPad", "iPad"},
                                       {"Mac OS", "macOS"},
                                       {"CrOS", "ChromeOS"},
                                       {"Linux", "Linux"}}};
constexpr std::string_view on = " on ";

std::string_view first_in(std::string_view text, std::span<const Name> names) {
    for (const auto& [sign, name] : names) {
        if (text.find(sign) != std::string_view::npos) return name;
    }
    return {};
}

std::string_view known(std::string_view text, std::span<const Name> names) {
    for (const auto& [sign, name] : names) {
        if (text == name) return name;
    }
    return {};
}

}  // namespace

Agent agent_of(std::string_view user_agent) {
    return {first_in(user_agent, browsers), first_in(user_agent, systems)};
}

std::string agent_text(const Agent& agent) {
    std::string text{agent.browser};
    if (!agent.browser.empty() && !agent.system.empty()) text += on;
    return text += agent.system;
}

Agent parse_agent_text(std::string_view text) {
    const auto between = text.find(on);
    if (between == std::string_view::npos) return {known(text, browsers), known(text, systems)};
    return {known(text.substr(0, between), browsers),
            known(text.substr(between + on.size()), systems)};
}

}  // namespace sparekey
