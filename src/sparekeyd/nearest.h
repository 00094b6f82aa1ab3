// Which of the known words somebody meant who typed an unknown one.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sparekey::sparekeyd {

// How many letters must be added, removed, changed, or swapped with their neighbour.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known`, by its whole name or by what stands behind its last dot. nullopt when
// more than a third of its letters would have to change: a wild guess helps nobody.
[[nodiscard]] std::optional<std::string> nearest(std::string_view typed,
                                                 const std::vector<std::string>& known);

}  // namespace sparekey::sparekeyd
