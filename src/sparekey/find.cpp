#include "sparekey/find.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sparekey::terminal {
namespace {

struct Lowered {
    std::string id, issuer, account, shown, both;
};

Lowered lowered(const Named& name) {
    Lowered low{
        name.id, lower_ascii(name.issuer), lower_ascii(name.account), lower_ascii(name.shown), {}};
    low.both = low.issuer + ':' + low.account;
    return low;
}

bool is_whole(const Lowered& name, std::string_view wanted) {
    return name.issuer == wanted || name.account == wanted || name.shown == wanted ||
           name.both == wanted;
}

bool begins(const Lowered& name, std::string_view wanted) {
    return name.issuer.starts_with(wanted) || name.account.starts_with(wanted) ||
           name.shown.starts_with(wanted) || name.both.starts_with(wanted);
}

bool has(const Lowered& name, std::string_view wanted) {
    return name.both.find(wanted) != std::string::npos ||
           name.shown.find(wanted) != std::string::npos;
}

// "gh:ada" is a part of the issuer and a part of the account.
bool has_both(const Lowered& name, std::string_view wanted) {
    const auto colon = wanted.find(':');
    return colon != wanted.npos && name.issuer.find(wanted.substr(0, colon)) != std::string::npos &&
           name.account.find(wanted.substr(colon + 1)) != std::string::npos;
}

bool has_letters(const Lowered& name, std::string_view wanted) {
    std::size_t at = 0;
    for (const char c : wanted) {
        if (c == ' ') continue;
        at = name.both.find(c, at);
        if (at == std::string::npos) return false;
        ++at;
    }
    return true;
}

}  // namespace

std::vector<std::size_t> find_named(std::span<const Named> names, std::string_view wanted) {
    const auto low = lower_ascii(trim(wanted));
    constexpr std::size_t tiers = 5;
    std::array<std::vector<std::size_t>, tiers> found;
    if (low.empty()) return {};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto name = lowered(names[i]);
        if (name.id == low) return {i};
        const std::size_t tier = is_whole(name, low)      ? 0
                                 : begins(name, low)      ? 1
                                 : has(name, low)         ? 2
                                 : has_both(name, low)    ? 3
                                 : has_letters(name, low) ? 4
                                                          : tiers;
        if (tier < tiers) found[tier].push_back(i);
    }
    for (auto& tier : found) {
        if (!tier.empty()) return tier;
    }
    return {};
}

bool is_found_by(const Named& name, std::string_view search) {
    const auto low = lowered(name);
    return std::ranges::all_of(split(lower_ascii(search), ' '), [&](std::string_view word) {
        return word.empty() || has(low, word);
    });
}

}  // namespace sparekey::terminal
