#include "otp/typed_key.h"

#include <algorithm>
#include <array>
#include <optional>

#include "otp/setup_key.h"

namespace sparekey::otp {
namespace {

using What = TypedKeyFault::What;

// What only groups a key, besides ASCII's: no-break space, the spaces of U+2000, the zero-width
// ones, the byte order mark, the ideographic space, and the dashes that texts make of a '-'.
constexpr std::array<std::string_view, 23> grouping{
    "\u00a0", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200a", "\u200b", "\u200c", "\u200d", "\u2010",
    "\u2011", "\u2013", "\u2014", "\u202f", "\u2060", "\u3000", "\ufeff"};

std::size_t grouping_at(std::string_view text) {
    const char c = text.front();
    if (c == ' ' || (c >= '\t' && c <= '\r') || c == '-' || c == '_' || c == '.') return 1;
    const auto found = std::ranges::find_if(
        grouping, [&](std::string_view group) { return text.starts_with(group); });
    return found == grouping.end() ? 0 : found->size();
}

crypto::Secret bare_of(std::string_view typed) {
    std::string bare;
    bare.reserve(typed.size());
    while (!typed.empty()) {
        if (const auto skipped = grouping_at(typed)) {
            typed.remove_prefix(skipped);
            continue;
        }
        const char c = typed.front();
        bare.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
        typed.remove_prefix(1);
    }
    while (!bare.empty() && bare.back() == '=') bare.pop_back();
    return crypto::Secret::taking(std::move(bare));
}

bool is_base32(char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); }
bool is_look_alike(char c) { return c == '0' || c == '1' || c == '8' || c == '9'; }

std::variant<crypto::Secret, TypedKeyFault> decoded(std::string_view bare) {
    const auto wrong = std::ranges::find_if_not(bare, is_base32);
    if (wrong != bare.end()) {
        return TypedKeyFault{is_look_alike(*wrong) ? What::look_alike : What::outside, *wrong};
    }
    auto octets = parse_base32(bare, Leftover::any);
    if (!octets || octets->empty()) return TypedKeyFault{What::empty};
    if (octets->size() > setup_key_octets_max) return TypedKeyFault{What::too_long};
    return crypto::Secret::taking(std::move(*octets));
}

std::optional<KeyCandidate> candidate(std::string_view bare, char one_as, std::string reading) {
    auto read = crypto::Secret{bare};
    for (auto& octet : read.writable()) {
        if (octet == std::byte{'0'}) octet = std::byte{'O'};
        if (octet == std::byte{'8'}) octet = std::byte{'B'};
        if (octet == std::byte{'1'}) octet = static_cast<std::byte>(one_as);
    }
    auto key = decoded(read.text());
    if (!std::holds_alternative<crypto::Secret>(key)) return std::nullopt;
    return KeyCandidate{std::move(reading), std::move(std::get<crypto::Secret>(key))};
}

std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const auto& part : parts) all += (all.empty() ? "" : ", ") + part;
    return all;
}

}  // namespace

std::variant<crypto::Secret, TypedKeyFault> read_typed_key(std::string_view typed) {
    if (typed.size() > setup_key_characters_max) return TypedKeyFault{What::too_long};
    return decoded(bare_of(typed).text());
}

std::vector<KeyCandidate> candidates(std::string_view typed) {
    if (typed.size() > setup_key_characters_max) return {};
    const auto bare = bare_of(typed);
    const auto has = [&](char c) { return bare.text().find(c) != std::string_view::npos; };
    if (!std::ranges::any_of(bare.text(), is_look_alike)) return {};
    std::vector<std::string> sure;
    if (has('0')) sure.emplace_back("0 as O");
    if (has('8')) sure.emplace_back("8 as B");

    std::vector<KeyCandidate> all;
    for (const char one_as : {'I', 'L'}) {
        auto parts = sure;
        if (has('1')) parts.push_back(std::string{"1 as "} + one_as);
        if (auto read = candidate(bare.text(), one_as, joined(parts))) {
            all.push_back(std::move(*read));
        }
        if (!has('1')) break;
    }
    return all;
}

std::string words_of(const TypedKeyFault& fault) {
    switch (fault.what) {
    case What::empty: return "is empty or too short to be one.";
    case What::too_long: return "is longer than any key.";
    case What::look_alike:
        return std::string{"has a "} + fault.at + ", which base32 has not." +
               (fault.at == '1'   ? " Did you mean I or L?"
                : fault.at == '0' ? " Did you mean O?"
                : fault.at == '8' ? " Did you mean B?"
                                  : "");
    case What::outside:
        return fault.at > ' ' && fault.at < 0x7f
                   ? std::string{"has a '"} + fault.at + "', which base32 has not."
                   : "has a character that base32 has not.";
    }
    return {};
}

}  // namespace sparekey::otp
