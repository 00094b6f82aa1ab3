// Whose a typed receipt code is.
#pragma once
#include <string_view>

#include "recovery/docket.h"

namespace sparekey::recovery {

// Compared in constant time; never where none was shown yet.
[[nodiscard]] bool is_receipt_of(const Case&, const crypto::Pepper&, std::string_view typed);
// Among the account's cases, those that are over too: their pages are still shown. nullptr for
// none.
[[nodiscard]] const Case* with_receipt(const Docket&, const crypto::Pepper&,
                                       std::string_view typed);

}  // namespace sparekey::recovery
