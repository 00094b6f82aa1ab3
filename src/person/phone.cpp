#include "person/phone.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "person/claim.h"
#include "person/unicode.h"

namespace sparekey::person {
namespace {

constexpr std::size_t digits_min = 5;
constexpr std::size_t digits_max = 15;             // ITU-T E.164 6.2.1, with the country's code.
constexpr std::size_t national_max = 17;           // With a trunk prefix and no country.
constexpr std::size_t octets_max = 4 * phone_max;  // UTF-8's longest.
// Of a number, without its country and area: so much in common is not chance.
constexpr std::size_t tail_digits = 7;

struct CallingCode {
    std::string_view code;
    std::string_view trunks;  // Apart by a space, the longest first.
    std::uint32_t lengths;
};
constexpr CallingCode calling_codes[] = {
#include "person/calling_codes.inc"
};

// No code begins with another one.
const CallingCode* code_of(std::string_view digits) {
    for (const auto& one : calling_codes) {
        if (digits.starts_with(one.code)) return &one;
    }
    return nullptr;
}

const CallingCode* known(std::string_view code) {
    for (const auto& one : calling_codes) {
        if (one.code == code) return &one;
    }
    return nullptr;
}

bool has_length(const CallingCode& code, std::size_t digits) {
    return digits < 32 && (code.lengths >> digits & 1U) != 0;
}

// "+49 (0) 170": the prefix of home, written all the same. Only a leading zero is sure to be one;
// 8 812 may be Saint Petersburg, so there the length must ask for it.
std::string_view without_trunk(const CallingCode& code, std::string_view national) {
    for (const auto trunk : split(code.trunks, ' ')) {
        if (trunk.empty() || !national.starts_with(trunk)) continue;
        const auto rest = national.substr(trunk.size());
        const bool is_sure = trunk.front() == '0' || !has_length(code, national.size());
        if (is_sure && has_length(code, rest.size())) return rest;
    }
    return national;
}

// nullopt where there are letters.
std::optional<std::string> digits_of(std::string_view typed) {
    std::string digits;
    for (const char c : typed) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (std::string_view{" -./()+"}.find(c) == std::string_view::npos)
            return std::nullopt;
    }
    return digits;
}

bool is_one_slip(std::string_view one, std::string_view other) {
    if (one.size() != other.size()) return false;
    const auto [a, b] = std::mismatch(one.begin(), one.end(), other.begin());
    if (a == one.end()) return true;
    const auto rest_a = std::string_view{a, one.end()};
    const auto rest_b = std::string_view{b, other.end()};
    if (rest_a.substr(1) == rest_b.substr(1)) return true;
    return rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
           rest_a.substr(2) == rest_b.substr(2);
}

std::string_view without_zeros(std::string_view digits) {
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

// As the one would be dialled in the other's country.
Phone at_home_of(const Phone& phone, const Phone& other) {
    const auto* code = known(other.country);
    if (code == nullptr) return {other.country, std::string{without_zeros(phone.national)}};
    return {other.country, std::string{without_trunk(*code, phone.national)}};
}

bool have_one_tail(std::string_view one, std::string_view other) {
    const auto& shorter = one.size() < other.size() ? one : other;
    const auto& longer = one.size() < other.size() ? other : one;
    return shorter.size() >= tail_digits &&
           longer.ends_with(shorter.substr(shorter.size() - tail_digits));
}

}  // namespace

std::optional<Phone> parse_phone(std::string_view typed) {
    if (typed.size() > octets_max) return std::nullopt;
    const auto western = western_digits(typed);
    const auto text = trim(western);
    const auto plus = text.find('+');
    if (plus != std::string_view::npos && text.find_first_not_of(" (") != plus) return std::nullopt;
    auto digits = digits_of(text);
    if (!digits || std::count(text.begin(), text.end(), '+') > 1) return std::nullopt;
    const bool abroad = plus != std::string_view::npos || digits->starts_with("00");
    if (abroad && plus == std::string_view::npos) digits->erase(0, 2);
    const auto* code = abroad ? code_of(*digits) : nullptr;
    if (digits->size() < digits_min || digits->size() > national_max) return std::nullopt;
    if (!abroad) return Phone{"", std::move(*digits)};
    if (code == nullptr) return std::nullopt;
    Phone phone{std::string{code->code},
                std::string{without_trunk(*code, digits->substr(code->code.size()))}};
    if (phone.national.size() + phone.country.size() > digits_max) return std::nullopt;
    return phone;
}

std::string plain_phone(const Phone& phone) {
    if (phone.country.empty()) return std::string{without_zeros(phone.national)};
    return "+" + phone.country + phone.national;
}

Likeness compare_phones(std::string_view one, std::string_view other) {
    if (trim(one).empty() || trim(other).empty()) return Likeness::absent;
    auto a = parse_phone(one);
    auto b = parse_phone(other);
    if (!a || !b) return trim(one) == trim(other) ? Likeness::match : Likeness::none;
    if (a->country.empty() && !b->country.empty()) *a = at_home_of(*a, *b);
    if (b->country.empty() && !a->country.empty()) *b = at_home_of(*b, *a);
    const auto plain_a = plain_phone(*a);
    const auto plain_b = plain_phone(*b);
    if (plain_a == plain_b) return Likeness::match;
    const bool alike = is_one_slip(plain_a, plain_b) || have_one_tail(a->national, b->national);
    return alike ? Likeness::near : Likeness::none;
}

}  // namespace sparekey::person
