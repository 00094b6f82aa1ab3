// The statements of answers that are kept for a repeated call.
#pragma once
#include "operators/repeat.h"

namespace sparekey::operators {

// A row that has the columns of load_answer from this one on.
[[nodiscard]] KeptAnswer answer_at(const store::Row&, std::size_t first);
// Inserts or replaces.
[[nodiscard]] store::SaveCall save_answer_row(const Repeat&, Bytes sealed, Time now);

}  // namespace sparekey::operators
