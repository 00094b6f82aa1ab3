#include "person/similar.h"

#include <algorithm>
#include <vector>

namespace sparekey::person {
namespace {

// Chosen by test/vectors/passport_names.txt: "JOHN" and "JOAN" are 0.87, "JON" and "JOHN" 0.93.
constexpr double alike_from = 0.88;
constexpr std::size_t consonants_min = 3;  // Fewer are anybody's: MR is Maria, Omar and Amir.
constexpr std::size_t prefix_max = 4;
constexpr double prefix_weight = 0.1;

struct Common {
    std::vector<bool> of_one;
    std::vector<bool> of_other;
    double count = 0;
};

// Letters that both have, not farther from each other than half of the longer word.
Common common_letters(std::string_view one, std::string_view other) {
    const auto half = std::max(one.size(), other.size()) / 2;
    const auto window = half == 0 ? 0 : half - 1;
    Common common{std::vector<bool>(one.size()), std::vector<bool>(other.size())};
    for (std::size_t i = 0; i < one.size(); ++i) {
        const auto end = std::min(other.size(), i + window + 1);
        for (auto j = i > window ? i - window : 0; j < end; ++j) {
            if (common.of_other[j] || one[i] != other[j]) continue;
            common.of_one[i] = common.of_other[j] = true;
            ++common.count;
            break;
        }
    }
    return common;
}

std::string chosen(std::string_view text, const std::vector<bool>& which) {
    std::string letters;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (which[i]) letters += text[i];
    }
    return letters;
}

double jaro(std::string_view one, std::string_view other) {
    if (one.empty() || other.empty()) return one == other ? 1 : 0;
    const auto common = common_letters(one, other);
    if (common.count == 0) return 0;
    const auto a = chosen(one, common.of_one);
    const auto b = chosen(other, common.of_other);
    double displaced = 0;
    for (std::size_t i = 0; i < a.size(); ++i) displaced += a[i] == b[i] ? 0 : 1;
    const double kept = (common.count - displaced / 2) / common.count;
    const auto length = [](std::string_view text) { return static_cast<double>(text.size()); };
    return (common.count / length(one) + common.count / length(other) + kept) / 3;
}

}  // namespace

double jaro_winkler(std::string_view one, std::string_view other) {
    const auto similarity = jaro(one, other);
    const auto longest = std::min({one.size(), other.size(), prefix_max});
    std::size_t prefix = 0;
    while (prefix < longest && one[prefix] == other[prefix]) ++prefix;
    return similarity + static_cast<double>(prefix) * prefix_weight * (1 - similarity);
}

std::string consonants(std::string_view capitals) {
    std::string left;
    for (const char c : capitals) {
        const bool is_vowel = std::string_view{"AEIOUWY"}.find(c) != std::string_view::npos;
        if (!is_vowel && (left.empty() || left.back() != c)) left += c;
    }
    return left;
}

bool are_alike(std::string_view one, std::string_view other) {
    if (jaro_winkler(one, other) >= alike_from) return true;
    const auto skeleton = consonants(one);
    return skeleton.size() >= consonants_min && skeleton == consonants(other);
}

}  // namespace sparekey::person
