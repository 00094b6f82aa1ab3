#include "recovery/workbench.h"

#include <algorithm>

#include "base/text.h"
#include "person/compare.h"

namespace sparekey::recovery {
namespace {

constexpr std::string_view dot = "•";
constexpr std::size_t dots_max = 8;  // Longer names are not told by their length.

std::string dots(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < std::min(count, dots_max); ++i) text += dot;
    return text;
}

// Octets of the first code point of valid UTF-8.
std::size_t first_octets(std::string_view text) {
    std::size_t octets = 1;
    while (octets < text.size() && (static_cast<unsigned char>(text[octets]) & 0xc0) == 0x80)
        ++octets;
    return octets;
}

person::Likeness likeness_of(Field field, const person::Compared& record,
                             const person::ComparedFacts& facts) {
    switch (field) {
    case Field::legal_name: return record.legal_name;
    case Field::id_number: return record.id_number;
    case Field::phone: return record.phone;
    case Field::registered_month: return facts.registered_month;
    case Field::transaction_amount: return facts.transaction_amount;
    case Field::deposits: return facts.deposits;
    }
    return person::Likeness::absent;
}

std::string masked(const std::string& value, Field field) {
    if (value.empty()) return "";
    switch (field) {
    case Field::legal_name: return masked_name(value);
    case Field::id_number: return masked_end(value, 3);
    case Field::phone: return masked_end(value, 2);
    case Field::registered_month:
    case Field::transaction_amount:
    case Field::deposits: return dots(3);
    }
    return "";
}

}  // namespace

std::string_view slug(Field field) {
    switch (field) {
    case Field::legal_name: return "legal_name";
    case Field::id_number: return "id_number";
    case Field::phone: return "phone";
    case Field::registered_month: return "registered_month";
    case Field::transaction_amount: return "transaction_amount";
    case Field::deposits: return "deposits";
    }
    return "";
}

std::optional<Field> parse_field(std::string_view text) {
    for (const auto field : all_fields) {
        if (slug(field) == text) return field;
    }
    return std::nullopt;
}

std::string masked_name(std::string_view name) {
    std::string text;
    for (const auto word : split(name, ' ')) {
        if (word.empty()) continue;
        if (!text.empty()) text += ' ';
        const auto first = first_octets(word);
        text += word.substr(0, first);
        text += dots(code_points(word) - 1);
    }
    return text;
}

std::string masked_end(std::string_view value, std::size_t shown) {
    const auto points = code_points(value);
    // A short one is hidden whole: what is left must not be most of it.
    if (points < shown * 2) return dots(points);
    auto rest = value;
    for (std::size_t i = 0; i + shown < points; ++i) rest.remove_prefix(first_octets(rest));
    return dots(points - shown) + std::string{rest};
}

std::string value_of(const person::Claimed& claimed, Field field) {
    switch (field) {
    case Field::legal_name: return claimed.legal_name;
    case Field::id_number: return claimed.id_number;
    case Field::phone: return claimed.phone;
    case Field::registered_month: return claimed.facts.registered_month;
    case Field::transaction_amount: {
        const auto& facts = claimed.facts;
        if (facts.transaction_amount.empty()) return "";
        return std::string{trim(facts.transaction_amount + " " + facts.transaction_currency)};
    }
    case Field::deposits: {
        std::string all;
        for (const auto& one : claimed.facts.deposits) all += (all.empty() ? "" : "; ") + one;
        return all;
    }
    }
    return "";
}

std::vector<Claim> claims_of(const person::Claimed& claimed,
                             const std::optional<person::Record>& record,
                             const std::optional<person::Facts>& known) {
    const auto compared = record ? person::compare(*record, claimed) : person::Compared{};
    const auto facts =
        known ? person::compare_facts(*known, claimed.facts) : person::ComparedFacts{};
    std::vector<Claim> claims;
    for (const auto field : all_fields) {
        const auto likeness = likeness_of(field, compared, facts);
        claims.push_back(
            {field, masked(value_of(claimed, field), field), std::string{person::slug(likeness)}});
    }
    return claims;
}

const std::vector<std::string_view>& reveal_reasons() {
    static const std::vector<std::string_view> all{"compare_document", "compare_video", "near",
                                                   "flag"};
    return all;
}

bool is_reveal_reason(std::string_view text) {
    return std::ranges::find(reveal_reasons(), text) != reveal_reasons().end();
}

}  // namespace sparekey::recovery
