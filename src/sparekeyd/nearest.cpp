#include "sparekeyd/nearest.h"

#include <algorithm>

namespace sparekey::sparekeyd {
namespace {

constexpr std::size_t typed_octets_max = 64;  // The work grows with the product of both lengths.

std::string_view behind_last_dot(std::string_view name) { return name.substr(name.rfind('.') + 1); }

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({changed, last[j] + 1, row[j - 1] + 1});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& known) {
    typed = typed.substr(0, typed_octets_max);
    std::optional<std::string> best;
    std::size_t best_distance = 0;
    for (const auto& name : known) {
        const auto whole = edit_distance(typed, name);
        // Somebody who left out or mixed up the section still means this key, if less surely.
        const auto part = edit_distance(behind_last_dot(typed), behind_last_dot(name)) + 1;
        const bool near =
            whole * 3 <= name.size() || (part - 1) * 3 <= behind_last_dot(name).size();
        const auto distance = std::min(whole, part);
        if (!near || (best && distance >= best_distance)) continue;
        best = name;
        best_distance = distance;
    }
    return best;
}

}  // namespace sparekey::sparekeyd
