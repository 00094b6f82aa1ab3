// A word as it may be written in the letters A to Z: "Müller" as MUELLER, MUXXLLER or MULLER. The
// spellings are those of passports: ICAO Doc 9303 part 3, section 6, and what states use beside it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sparekey::person {

// How one letter, or two that belong together, may be written; the most usual way first, and never
// empty. A letter of another script than Latin, Greek and Cyrillic stands for itself.
struct Letter {
    std::vector<std::string> ways;
};

struct Word {
    std::vector<Letter> letters;
    [[nodiscard]] std::string usual() const;  // With the first way of each.
};

// In the order of the text; white space, hyphens and stops part words, apostrophes do not.
[[nodiscard]] std::vector<Word> words_of(std::string_view utf8);

// Whether some way of writing the one is some way of writing the other.
[[nodiscard]] bool can_be_equal(std::span<const Letter> one, std::span<const Letter> other);

}  // namespace sparekey::person
