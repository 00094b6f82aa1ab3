// How many backup codes are left: all that most pages and a sign-in with a one-time code ask of
// them.
#pragma once
#include "base/bytes.h"
#include "store/statement.h"

namespace sparekey::factor {

extern const store::Load load_codes_left;
// 0 without a set, or where it was withdrawn.
[[nodiscard]] int read_codes_left(const store::Rows&);
// From the column alone.
[[nodiscard]] int codes_left(BytesView used_at);

}  // namespace sparekey::factor
