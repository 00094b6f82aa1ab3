#include "person/spelling.h"

#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "person/unicode.h"

namespace sparekey::person {
namespace {

struct Row {
    std::u32string_view letter;
    std::string_view ways;
};
constexpr Row rows[] = {
#include "person/spellings.inc"
};

Letter letter_of(std::string_view ways) {
    Letter letter;
    for (const auto way : split(ways, '|')) letter.ways.emplace_back(way);
    return letter;
}

const std::unordered_map<std::u32string_view, Letter>& table() {
    static const auto made = [] {
        std::unordered_map<std::u32string_view, Letter> all;
        for (const auto& row : rows) all.emplace(row.letter, letter_of(row.ways));
        return all;
    }();
    return made;
}

const Letter* listed(std::u32string_view letter) {
    const auto found = table().find(letter);
    return found == table().end() ? nullptr : &found->second;
}

bool is_plain(char32_t point) { return point >= U'A' && point <= U'Z'; }

// One that is not listed: "É" is the E under its mark, "έ" the Ε that is listed; what is neither
// stands for itself.
Letter unlisted(char32_t point) {
    if (is_plain(point)) return {{std::string(1, static_cast<char>(point))}};
    const auto base = decomposed(point).substr(0, 1);
    if (!base.empty() && base[0] != point) {
        if (is_plain(base[0])) return {{std::string(1, static_cast<char>(base[0]))}};
        if (const auto* found = listed(base)) return *found;
    }
    return {{utf8_of({&point, 1})}};
}

// "Μπ" is one sound; a mark on the second letter parts them, and then it is another character.
Word word_of(std::u32string_view letters) {
    Word word;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (const auto* both = i + 1 < letters.size() ? listed(letters.substr(i, 2)) : nullptr) {
            word.letters.push_back(*both);
            ++i;
        } else if (const auto* one = listed(letters.substr(i, 1))) {
            word.letters.push_back(*one);
        } else {
            word.letters.push_back(unlisted(letters[i]));
        }
    }
    return word;
}

// A walk along two words at once. What one side has written and the other has not yet waits in
// `ahead`; a place that was seen leads nowhere, or the walk were over.
class Walk {
   public:
    Walk(std::span<const Letter> one, std::span<const Letter> other) : one_(one), other_(other) {}

    bool meets(std::size_t i, std::size_t j, std::string_view of_one, std::string_view of_other) {
        while (!of_one.empty() && !of_other.empty()) {
            if (of_one.front() != of_other.front()) return false;
            of_one.remove_prefix(1);
            of_other.remove_prefix(1);
        }
        const bool at_end = i == one_.size() && j == other_.size();
        if (at_end && of_one.empty() && of_other.empty()) return true;
        if (!seen_.insert({i, j, std::string{of_one}, std::string{of_other}}).second) return false;
        if (of_one.empty() && i < one_.size()) {
            for (const auto& way : one_[i].ways) {
                if (meets(i + 1, j, way, of_other)) return true;
            }
            // A letter that is not written at all is a way, so the other side need not move.
            return false;
        }
        if (j == other_.size() || !of_other.empty()) return false;
        for (const auto& way : other_[j].ways) {
            if (meets(i, j + 1, of_one, way)) return true;
        }
        return false;
    }

   private:
    std::span<const Letter> one_;
    std::span<const Letter> other_;
    std::set<std::tuple<std::size_t, std::size_t, std::string, std::string>> seen_;
};

}  // namespace

std::string Word::usual() const {
    std::string text;
    for (const auto& letter : letters) text += letter.ways.front();
    return text;
}

std::vector<Word> words_of(std::string_view utf8) {
    std::vector<Word> words;
    std::u32string letters;
    const auto end_word = [&] {
        if (!letters.empty()) words.push_back(word_of(letters));
        letters.clear();
    };
    for (const auto point : capitals(utf8)) {
        switch (kind_of(point)) {
        case Kind::letter:
        case Kind::digit: letters += point; break;
        case Kind::mark:
        case Kind::apostrophe: break;
        case Kind::other: end_word(); break;
        }
    }
    end_word();
    return words;
}

bool can_be_equal(std::span<const Letter> one, std::span<const Letter> other) {
    return Walk{one, other}.meets(0, 0, {}, {});
}

}  // namespace sparekey::person
