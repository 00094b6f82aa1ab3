// What a case still lacks before it can be submitted, or before what staff asked for is there.
// Pure.
#pragma once
#include <optional>
#include <vector>

#include "evidence/item.h"
#include "recovery/case.h"

namespace sparekey::recovery {

// The paper in the picture bears a code that is at most a day old.
inline constexpr Duration paper_code_lives = std::chrono::hours{24};

// Kinds of evidence, or "form", with a reason: "" for what is not there at all, "paper_code" for a
// selfie of another code, "asked" for what a reviewer wants.
[[nodiscard]] std::vector<Needed> missing(const Case&, const std::vector<evidence::Item>& items,
                                          bool form_is_complete);

}  // namespace sparekey::recovery
