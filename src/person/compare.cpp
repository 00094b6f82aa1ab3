#include "person/compare.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "base/text.h"
#include "person/money.h"
#include "person/name.h"
#include "person/phone.h"
#include "person/unicode.h"

namespace sparekey::person {
namespace {

constexpr int near_months = 2;  // "The approximate registration date."

Likeness compare_id_numbers(std::string_view one, std::string_view other) {
    const auto a = plain_id_number(one);
    const auto b = plain_id_number(other);
    if (a.empty() || b.empty()) return Likeness::absent;
    return a == b ? Likeness::match : Likeness::none;
}

// "1990-12-03" and "1990-03-12".
bool are_swapped(std::string_view one, std::string_view other) {
    return one.size() == 10 && other.size() == 10 && one.substr(0, 4) == other.substr(0, 4) &&
           one.substr(5, 2) == other.substr(8, 2) && one.substr(8, 2) == other.substr(5, 2);
}

Likeness compare_dates(std::string_view one, std::string_view other) {
    if (one.empty() || other.empty()) return Likeness::absent;
    if (one == other) return Likeness::match;
    return are_swapped(one, other) ? Likeness::near : Likeness::none;
}

// Months since the year 0; both are checked where they come in.
int months_of(std::string_view month) {
    int year = 0;
    int of_year = 0;
    std::from_chars(month.data(), month.data() + 4, year);
    std::from_chars(month.data() + 5, month.data() + 7, of_year);
    return year * 12 + of_year;
}

Likeness compare_months(std::string_view one, std::string_view other) {
    if (one.size() != 7 || other.size() != 7) return Likeness::absent;
    const auto apart = std::abs(months_of(one) - months_of(other));
    if (apart == 0) return Likeness::match;
    return apart <= near_months ? Likeness::near : Likeness::none;
}

Likeness better(Likeness one, Likeness other) { return std::min(one, other); }
Likeness worse(Likeness one, Likeness other) { return std::max(one, other); }

// Of all that is known the likest.
Likeness best_of(const std::vector<std::string>& known, const Money& claimed) {
    auto best = Likeness::none;
    for (const auto& one : known) {
        const auto money = parse_money(one);
        if (money) best = better(best, compare_money(*money, claimed));
    }
    return best;
}

Likeness compare_transaction(const Facts& facts, const ClaimedFacts& claimed) {
    if (facts.transactions.empty()) return Likeness::absent;
    auto money = parse_money(claimed.transaction_amount);
    if (!money) return Likeness::absent;
    const auto currency = parse_currency(claimed.transaction_currency);
    if (currency && money->currency.empty()) money->currency = *currency;
    return best_of(facts.transactions, *money);
}

Likeness compare_deposits(const Facts& facts, const ClaimedFacts& claimed) {
    if (facts.deposits.empty()) return Likeness::absent;
    std::vector<Likeness> each;
    for (const auto& deposit : claimed.deposits) {
        const auto money = parse_money(deposit);
        if (money) each.push_back(best_of(facts.deposits, *money));
    }
    if (each.empty()) return Likeness::absent;
    const auto best = *std::min_element(each.begin(), each.end());
    const auto worst = *std::max_element(each.begin(), each.end());
    // Some right and some wrong: memory, perhaps.
    return best == worst ? best : worse(best, Likeness::near);
}

}  // namespace

std::string_view slug(Likeness likeness) {
    switch (likeness) {
    case Likeness::match: return "match";
    case Likeness::near: return "near";
    case Likeness::none: return "none";
    case Likeness::absent: return "absent";
    }
    return "absent";
}

std::string plain_id_number(std::string_view typed) {
    std::u32string plain;
    for (const auto point : capitals(typed)) {
        const auto kind = kind_of(point);
        if (kind == Kind::letter || kind == Kind::digit) plain += point;
    }
    return western_digits(utf8_of(plain));
}

Compared compare(const Record& record, const Claimed& claimed) {
    return {compare_names(record.legal_name, claimed.legal_name),
            compare_dates(record.birth_date, claimed.birth_date),
            compare_id_numbers(record.id_number, claimed.id_number),
            compare_phones(record.phone, claimed.phone),
            scripts_differ(record.legal_name, claimed.legal_name)};
}

ComparedFacts compare_facts(const Facts& facts, const ClaimedFacts& claimed) {
    return {compare_months(facts.registered_month, claimed.registered_month),
            compare_transaction(facts, claimed), compare_deposits(facts, claimed)};
}

}  // namespace sparekey::person
