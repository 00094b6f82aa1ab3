// The statements that find and delete what is no longer needed of an appeal.
#pragma once
#include <array>
#include <vector>

#include "evidence/item.h"
#include "store/database.h"

namespace sparekey::recovery {

enum class Kept { evidence, form, rows };
inline constexpr std::array kept_all{Kept::evidence, Kept::form, Kept::rows};

// Of which the time is over, the longest first.
[[nodiscard]] std::vector<evidence::Subject> find_over(store::Reader&, Kept, Time now, int max);
// In a transaction of the account. Only while its time is over still: a review may have begun.
void delete_over(store::Transaction&, Kept, evidence::Subject, Time now);
[[nodiscard]] bool is_over(store::Transaction&, Kept, evidence::Subject, Time now);

}  // namespace sparekey::recovery
