// The statements that load and save the takes of an appeal's videos.
#pragma once
#include <vector>

#include "recovery/video.h"
#include "store/statement.h"

namespace sparekey::recovery {

// Of all rounds, oldest first.
[[nodiscard]] store::LoadCall takes_of(AppealId);
// Throws Failure{broken} on what this program did not write.
[[nodiscard]] std::vector<Take> read_takes(const store::Rows&);
[[nodiscard]] store::SaveCall insert_take(AppealId, const Take&);
// One chunk more: the row must have had all before it, and no more.
[[nodiscard]] store::SaveCall grow_take(AppealId, const Take& after);
[[nodiscard]] store::SaveCall drop_take(AppealId, const Take&);

}  // namespace sparekey::recovery
