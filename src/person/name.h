// Whether two names are one: by the spellings that passports use (ICAO Doc 9303 part 3, section 6),
// whatever the order of given and family names.
#pragma once
#include <string_view>

#include "person/compare.h"

namespace sparekey::person {

inline constexpr std::size_t name_words_max = 12;  // More are compared in their order only.
// In all, after a single sign was written out as many; more than that is no name.
inline constexpr std::size_t name_letters_max = 400;

[[nodiscard]] Likeness compare_names(std::string_view one, std::string_view other);
// Of the letters in them; a name without letters is in none.
[[nodiscard]] bool scripts_differ(std::string_view one, std::string_view other);

}  // namespace sparekey::person
