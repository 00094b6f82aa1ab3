// What a report of a stolen phone does, by whichever code it was confirmed.
#pragma once
#include <string>
#include <vector>

#include "account/plan.h"
#include "account/services.h"
#include "factor/authenticator.h"
#include "signin/stolen_confirm.h"

namespace sparekey::signin {

inline constexpr Duration stolen_hold = std::chrono::hours{72};

// `codes_back_at` is when the codes come back by this report; an earlier one that lasts longer
// still does. `how` is the journal's word for it.
[[nodiscard]] Stolen suspend_codes(account::Plan&, const factor::Authenticator&, Time codes_back_at,
                                   const std::vector<std::string>& recipients, std::string how);

}  // namespace sparekey::signin
