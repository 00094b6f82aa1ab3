// How alike two words are that are not the same.
#pragma once
#include <string>
#include <string_view>

namespace sparekey::person {

// The Jaro-Winkler similarity, 0 to 1, of octets: W. E. Winkler, "String Comparator Metrics and
// Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage" (1990).
[[nodiscard]] double jaro_winkler(std::string_view one, std::string_view other);
// "MOHAMMED" is MHMD: what is left where vowels are written in many ways, or not at all.
[[nodiscard]] std::string consonants(std::string_view capitals);
// By either of the two.
[[nodiscard]] bool are_alike(std::string_view one, std::string_view other);

}  // namespace sparekey::person
