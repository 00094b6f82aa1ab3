// Relief: past a limit, a mailed link gives the browser that opens it five more tries. Three links
// a day, and no other budget: a stranger who uses up the mails must not keep the owner from these.
#pragma once
#include <string>

#include "account/link.h"
#include "account/refusal.h"
#include "account/services.h"

namespace sparekey::signin {

// As long as the day in which three may be asked for: a stranger who asks for all of them has had
// them sent to the owner, who can open them as long as no other may be asked for.
inline constexpr Duration relief_link_lives = std::chrono::hours{24};

// The answer is the same for every address.
[[nodiscard]] Awaitable<account::Done> ask_for_relief(const account::Services&,
                                                      const account::Client&, std::string email);
// For the browser that asks this, whoever asked for the link: a stranger who asks gets nothing by
// it.
[[nodiscard]] Awaitable<account::Result<account::Done>> use_relief(const account::Services&,
                                                                   const account::Client&,
                                                                   const account::Token&);

}  // namespace sparekey::signin
