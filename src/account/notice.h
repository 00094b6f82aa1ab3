// A notice of something that its owner may not have done: its letter carries a link that says "it
// was not me". The link shows on GET and acts on POST only, and only with the password.
#pragma once
#include <string>
#include <vector>

#include "account/plan.h"

namespace sparekey::account {

inline constexpr Duration not_me_lives = std::chrono::hours{72};

// As plan.tell(), with the link. What the link can do depends on the kind: that of a first enabling
// undoes it, every other one ends the sessions. Where the operator's server asks there is no link.
void tell_with_not_me(Plan&, const std::vector<std::string>& recipients, outbox::Kind,
                      Detail detail = {});

// For the details of a letter that a member of staff may get, too: its words are then the desk's.
[[nodiscard]] Detail of_realm(const Services&);

}  // namespace sparekey::account
