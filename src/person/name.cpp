#include "person/name.h"

#include <algorithm>
#include <optional>
#include <set>

#include "person/similar.h"
#include "person/spelling.h"
#include "person/unicode.h"

namespace sparekey::person {
namespace {

using Words = std::vector<Word>;

// "Van der Berg" and "Vanderberg": so many words may be one on the other side.
constexpr std::size_t joined_max = 3;

std::vector<Letter> joined(const Words& words, std::size_t from, std::size_t count) {
    std::vector<Letter> letters;
    for (std::size_t i = from; i < from + count; ++i)
        letters.insert(letters.end(), words[i].letters.begin(), words[i].letters.end());
    return letters;
}

// Whether the words of two names can be paired off, in any order: each with one, or a few that
// follow each other with one that is all of them.
class Pairing {
   public:
    Pairing(const Words& one, const Words& other) : one_(one), other_(other) {}

    // `taken` has a bit for each word of the other name.
    bool succeeds(std::size_t at = 0, unsigned taken = 0) {
        if (at == one_.size()) return taken == (1U << other_.size()) - 1;
        if (!tried_.insert({at, taken}).second) return false;
        for (std::size_t n = 1; n <= joined_max && at + n <= one_.size(); ++n) {
            for (std::size_t j = 0; j < other_.size(); ++j) {
                if (fits(at, n, j, taken)) return true;
            }
        }
        return false;
    }

   private:
    bool fits(std::size_t at, std::size_t n, std::size_t j, unsigned taken) {
        for (std::size_t m = 1; m <= (n == 1 ? joined_max : 1); ++m) {
            const unsigned these = ((1U << m) - 1) << j;
            if (j + m > other_.size() || (taken & these) != 0) continue;
            if (can_be_equal(joined(one_, at, n), joined(other_, j, m)) &&
                succeeds(at + n, taken | these))
                return true;
        }
        return false;
    }

    const Words& one_;
    const Words& other_;
    std::set<std::pair<std::size_t, unsigned>> tried_;
};

bool is_one_name(const Words& one, const Words& other) {
    if (std::max(one.size(), other.size()) > name_words_max) {
        return can_be_equal(joined(one, 0, one.size()), joined(other, 0, other.size()));
    }
    return Pairing{one, other}.succeeds();
}

std::vector<std::string> usual(const Words& words) {
    std::vector<std::string> texts;
    for (const auto& word : words) texts.push_back(word.usual());
    std::erase(texts, "");
    return texts;
}

bool is_initial_of(const std::string& one, const std::string& other) {
    return one.size() == 1 && other.starts_with(one);
}

// Which of the fewer words are like which of the more, and whether each of the fewer can have one
// of its own.
class Likes {
   public:
    Likes(const std::vector<std::string>& fewer, const std::vector<std::string>& more)
        : fewer_(fewer), more_(more) {}

    // With these two for each other.
    [[nodiscard]] bool can_pair_all(std::size_t a, std::size_t b) const {
        std::vector<std::optional<std::size_t>> owner(more_.size());
        owner[b] = a;
        for (std::size_t i = 0; i < fewer_.size(); ++i) {
            std::vector<bool> asked(more_.size());
            asked[b] = true;
            if (i != a && !finds_one(i, owner, asked)) return false;
        }
        return true;
    }
    [[nodiscard]] bool are_whole_and_like(std::size_t a, std::size_t b) const {
        return fewer_[a].size() > 1 && more_[b].size() > 1 && are_alike(fewer_[a], more_[b]);
    }

   private:
    // As in every matching of two sides: whoever has what this one wants looks for another.
    bool finds_one(std::size_t i, std::vector<std::optional<std::size_t>>& owner,
                   std::vector<bool>& asked) const {
        for (std::size_t j = 0; j < more_.size(); ++j) {
            if (asked[j] || !are_like(i, j)) continue;
            asked[j] = true;
            if (owner[j] && !finds_one(*owner[j], owner, asked)) continue;
            owner[j] = i;
            return true;
        }
        return false;
    }
    [[nodiscard]] bool are_like(std::size_t i, std::size_t j) const {
        return are_alike(fewer_[i], more_[j]) || is_initial_of(fewer_[i], more_[j]) ||
               is_initial_of(more_[j], fewer_[i]);
    }

    const std::vector<std::string>& fewer_;
    const std::vector<std::string>& more_;
};

// Each of the fewer words has one of its own among the others that is like it: what is missing is
// a middle name, an initial is written out, letters are mistaken. One word alone of several is no
// name, and neither are initials.
bool have_like_words(const std::vector<std::string>& fewer, const std::vector<std::string>& more) {
    if (fewer.empty() || (fewer.size() == 1 && more.size() > 1)) return false;
    const Likes likes{fewer, more};
    for (std::size_t i = 0; i < fewer.size(); ++i) {
        for (std::size_t j = 0; j < more.size(); ++j) {
            if (likes.are_whole_and_like(i, j) && likes.can_pair_all(i, j)) return true;
        }
    }
    return false;
}

// With two words that follow each other tied to one.
bool is_like_when_tied(const std::vector<std::string>& some, const std::vector<std::string>& more) {
    for (std::size_t i = 0; i + 1 < more.size(); ++i) {
        auto tied = more;
        tied[i] += tied[i + 1];
        tied.erase(tied.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        const bool fewer_now = tied.size() < some.size();
        if (fewer_now ? have_like_words(tied, some) : have_like_words(some, tied)) return true;
    }
    return false;
}

bool is_like(const std::vector<std::string>& one, const std::vector<std::string>& other) {
    if (std::max(one.size(), other.size()) > name_words_max) return false;
    const auto& fewer = one.size() <= other.size() ? one : other;
    const auto& more = one.size() <= other.size() ? other : one;
    return have_like_words(fewer, more) || is_like_when_tied(fewer, more) ||
           (fewer.size() == more.size() && is_like_when_tied(more, fewer));
}

// Written without spaces, and in either order: 山田太郎 is 太郎 山田.
bool have_the_same_letters(const Words& one, const Words& other) {
    const auto sorted = [](const Words& words) {
        std::vector<std::string> letters;
        for (const auto& letter : joined(words, 0, words.size()))
            letters.push_back(letter.ways.front());
        std::sort(letters.begin(), letters.end());
        return letters;
    };
    return sorted(one) == sorted(other);
}

std::size_t letters_in(const Words& words) {
    std::size_t count = 0;
    for (const auto& word : words) count += word.letters.size();
    return count;
}

bool is_ideographic(std::string_view name) {
    const auto scripts = scripts_of(name);
    return std::any_of(scripts.begin(), scripts.end(), [](const std::string& script) {
        return script == "Hani" || script == "Hira" || script == "Kana" || script == "Hang";
    });
}

}  // namespace

Likeness compare_names(std::string_view one, std::string_view other) {
    const auto a = words_of(one);
    const auto b = words_of(other);
    if (a.empty() || b.empty()) return Likeness::absent;
    if (std::max(letters_in(a), letters_in(b)) > name_letters_max) return Likeness::none;
    if (is_one_name(a, b)) return Likeness::match;
    if (is_like(usual(a), usual(b))) return Likeness::near;
    const bool in_any_order = is_ideographic(one) && is_ideographic(other);
    if (in_any_order && have_the_same_letters(a, b)) return Likeness::near;
    const auto read_a = words_of(latin_capitals(one));
    const auto read_b = words_of(latin_capitals(other));
    const bool read_alike = !read_a.empty() && !read_b.empty() &&
                            (is_one_name(read_a, read_b) || is_like(usual(read_a), usual(read_b)));
    return read_alike ? Likeness::near : Likeness::none;
}

bool scripts_differ(std::string_view one, std::string_view other) {
    const auto a = scripts_of(one);
    const auto b = scripts_of(other);
    if (a.empty() || b.empty()) return false;
    return std::none_of(a.begin(), a.end(),
                        [&](const std::string& script) { return b.contains(script); });
}

}  // namespace sparekey::person
