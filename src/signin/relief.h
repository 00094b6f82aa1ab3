// Relief: past a limit, a mailed link gives the browser that opens it five more tries. Three links
// a day.
#pragma once
#include <string>

#include "account/link.h"
#include "account/refusal.h"
#include "account/services.h"

namespace sparekey::signin {

inline constexpr Duration relief_link_lives = std::chrono::hours{1};

// The answer is the same for every address.
[[nodiscard]] Awaitable<account::Done> ask_for_relief(const account::Services&,
                                                      const account::Client&, std::string email);
// For the browser that asks this, whoever asked for the link: a stranger who asks gets nothing by
// it.
[[nodiscard]] Awaitable<account::Result<account::Done>> use_relief(const account::Services&,
                                                                   const account::Client&,
                                                                   const account::Token&);

}  // namespace sparekey::signin
