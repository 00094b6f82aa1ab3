// Amounts as people write them: "1,234.50 EUR", "0.015 BTC", "1.234,5".
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "person/compare.h"

namespace sparekey::person {

struct Money {
    // What it can mean, as plain decimals: "1,234" is 1234 to some and 1.234 to others.
    std::vector<std::string> amounts;
    std::string currency;  // In large letters; "" where none was written.
};
[[nodiscard]] std::optional<Money> parse_money(std::string_view typed);
// "EUR", "usdt", "€".
[[nodiscard]] std::optional<std::string> parse_currency(std::string_view typed);

// Near: within a twentieth. Where only one side says a currency it is taken for the other's.
[[nodiscard]] Likeness compare_money(const Money& one, const Money& other);

}  // namespace sparekey::person
