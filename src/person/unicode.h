// What ICU knows of letters, in our own types: unicode.cpp is the only file that includes it.
#pragma once
#include <set>
#include <string>
#include <string_view>

namespace sparekey::person {

// Normalization Form KC, each letter as its capital: "ﬁ" is "FI", "ß" stays. Octets that are no
// UTF-8 become U+FFFD.
[[nodiscard]] std::u32string capitals(std::string_view utf8);
[[nodiscard]] std::string utf8_of(std::u32string_view);
// Normalization Form D: "É" is 'E' and an acute.
[[nodiscard]] std::u32string decomposed(char32_t);

enum class Kind { letter, digit, mark, apostrophe, other };
[[nodiscard]] Kind kind_of(char32_t);

// Codes of ISO 15924, of letters only: "Latn", "Cyrl".
[[nodiscard]] std::set<std::string> scripts_of(std::string_view utf8);
// In the letters A to Z, by ICU's readings: "王" is "WANG". Slow at first: its tables are made
// then.
[[nodiscard]] std::string latin_capitals(std::string_view utf8);
// Decimals of any script as 0 to 9; the rest stays.
[[nodiscard]] std::string western_digits(std::string_view utf8);

}  // namespace sparekey::person
