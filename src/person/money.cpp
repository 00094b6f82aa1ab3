#include "person/money.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "person/claim.h"

namespace sparekey::person {
namespace {

constexpr std::string_view digits_only = "0123456789";
constexpr double near_share = 0.05;

// Between groups of thousands: a space, a narrow one, one that does not break, an apostrophe.
std::string without_spacing(std::string_view text) {
    std::string left{text};
    for (const std::string_view gap : {" ", "\u00a0", "\u202f", "'", "\u2019", "_"}) {
        for (auto at = left.find(gap); at != std::string::npos; at = left.find(gap))
            left.erase(at, gap.size());
    }
    return left;
}

// "0012.500" is "12.5".
std::string plain(std::string whole, std::string fraction) {
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (whole.empty()) whole += '0';
    return fraction.empty() ? whole : whole + "." + fraction;
}

// Groups of three after a first of one to three.
bool is_grouped(std::string_view text, char separator) {
    const auto groups = split(text, separator);
    if (groups.front().empty() || groups.front().size() > 3) return false;
    return std::all_of(groups.begin() + 1, groups.end(),
                       [](std::string_view group) { return group.size() == 3; });
}

std::string without(std::string_view text, char separator) {
    std::string left{text};
    std::erase(left, separator);
    return left;
}

// Digits with at most '.' and ',' between them, read with `point` as the decimal point.
std::optional<std::string> read_with(std::string_view text, char point, char group) {
    const auto at = text.find(point);
    const auto whole = text.substr(0, at);
    const auto fraction = at == std::string_view::npos ? "" : text.substr(at + 1);
    if (fraction.find_first_not_of(digits_only) != std::string_view::npos) return std::nullopt;
    if (at != std::string_view::npos && (whole.empty() || fraction.empty())) return std::nullopt;
    const bool has_groups = whole.find(group) != std::string_view::npos;
    if (has_groups && !is_grouped(whole, group)) return std::nullopt;
    return plain(without(whole, group), std::string{fraction});
}

std::vector<std::string> meanings(std::string_view text) {
    std::vector<std::string> found;
    if (text.find_first_of(digits_only) == std::string_view::npos) return found;
    if (text.find_first_not_of("0123456789.,") != std::string_view::npos) return found;
    for (const auto& [point, group] : {std::pair{'.', ','}, std::pair{',', '.'}}) {
        auto read = read_with(text, point, group);
        const bool is_new = read && std::find(found.begin(), found.end(), *read) == found.end();
        if (is_new) found.push_back(std::move(*read));
    }
    return found;
}

double number_of(const std::string& amount) {
    double value = 0;
    std::from_chars(amount.data(), amount.data() + amount.size(), value);
    return value;
}

bool is_about(const std::string& one, const std::string& other) {
    const auto a = number_of(one);
    const auto b = number_of(other);
    return std::abs(a - b) <= near_share * std::max(a, b);
}

}  // namespace

std::optional<std::string> parse_currency(std::string_view typed) {
    static constexpr std::pair<std::string_view, std::string_view> signs[] = {
        {"€", "EUR"}, {"$", "USD"}, {"£", "GBP"}, {"¥", "JPY"}, {"₿", "BTC"}, {"₽", "RUB"},
        {"₹", "INR"}, {"₩", "KRW"}, {"₺", "TRY"}, {"₴", "UAH"}, {"zł", "PLN"}};
    const auto text = trim(typed);
    for (const auto& [sign, code] : signs) {
        if (text == sign) return std::string{code};
    }
    std::string code;
    for (const char c : text) {
        const bool is_small = c >= 'a' && c <= 'z';
        if (!is_small && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) return std::nullopt;
        code += is_small ? static_cast<char>(c - 'a' + 'A') : c;
    }
    if (code.size() < 2 || code.size() > currency_max) return std::nullopt;
    return code;
}

std::optional<Money> parse_money(std::string_view typed) {
    if (!is_valid_utf8(typed) || code_points(typed) > money_max) return std::nullopt;
    const auto text = trim(typed);
    const auto first = text.find_first_of(digits_only);
    const auto last = text.find_last_of(digits_only);
    if (first == std::string_view::npos) return std::nullopt;
    const auto before = trim(text.substr(0, first));
    const auto behind = trim(text.substr(last + 1));
    if (!before.empty() && !behind.empty()) return std::nullopt;
    const auto unit = before.empty() ? behind : before;

    Money money;
    if (!unit.empty()) {
        auto currency = parse_currency(unit);
        if (!currency) return std::nullopt;
        money.currency = std::move(*currency);
    }
    money.amounts = meanings(without_spacing(text.substr(first, last + 1 - first)));
    if (money.amounts.empty()) return std::nullopt;
    return money;
}

Likeness compare_money(const Money& one, const Money& other) {
    const bool differ =
        !one.currency.empty() && !other.currency.empty() && one.currency != other.currency;
    if (differ) return Likeness::none;
    auto best = Likeness::none;
    for (const auto& a : one.amounts) {
        for (const auto& b : other.amounts) {
            if (a == b) return Likeness::match;
            if (is_about(a, b)) best = Likeness::near;
        }
    }
    return best;
}

}  // namespace sparekey::person
