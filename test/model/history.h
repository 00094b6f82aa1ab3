// A history: one account, what a few people did to it, and whether the real rooms did what the
// model says. Every moment of it is drawn from a seed of its own, so that moments can be left out
// and the others stay what they are.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/scratch.h"

namespace sparekey::model {

using Moments = std::vector<std::uint64_t>;

[[nodiscard]] Moments moments_of(std::uint64_t seed, int count);

struct Told {
    std::string story;    // Who did what, and the answers.
    std::string failure;  // What no order of the steps explains; empty for nothing.
};
[[nodiscard]] Told run_history(store::Engine, const Moments&);

// What fewer moments that still fail tell.
[[nodiscard]] Told shrink(store::Engine, Moments failing, Told told);

}  // namespace sparekey::model
