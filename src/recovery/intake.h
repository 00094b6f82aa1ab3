// What the machine makes of what came in. It asks for a better picture; only people pass or reject.
#pragma once
#include <vector>

#include "evidence/item.h"
#include "recovery/case.h"

namespace sparekey::recovery {

struct Seen {
    bool waits = false;              // Something is being decoded still.
    std::vector<Needed> unreadable;  // Kinds of which nothing can be read.
};
[[nodiscard]] Seen look_at_intake(const Case&, const std::vector<evidence::Item>&);

}  // namespace sparekey::recovery
