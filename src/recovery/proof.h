// What a code and the password, both right, mean for the account's appeals: the veto.
#pragma once
#include <functional>

#include "account/open_appeals.h"
#include "recovery/docket.h"

namespace sparekey::recovery {

// A backup code of a set that was made or shown later than this may be on the stolen phone.
inline constexpr Duration paper_age_min = std::chrono::hours{24 * 30};

// Whether it ends the appeal. Where the phone is said to be stolen, a one-time code does only
// together with a mailed code, and never after the reset; a backup code does when it must have come
// from paper, and counts as a one-time code otherwise.
[[nodiscard]] bool is_enough(const Appeal&, const account::ProvenFactor&, Time now);

// Whether the code is of the factor that this appeal is about: from the reset on, of an old one.
[[nodiscard]] bool is_factor_of(const Appeal&, const account::ProvenFactor&);

// Ends every open case that `which` names, or contests it. Cases that wait as drafts end or go on
// by the rules of what ended before them.
using Which = std::function<bool(const Case&)>;
[[nodiscard]] account::AppealAnswer prove(account::Plan&, Docket&, const account::ProvenFactor&,
                                          const Which&);

// Of which there is something to end by signing in: it freezes the account.
[[nodiscard]] bool is_frozen_by(const Case&);
// In front and open, whatever its state.
[[nodiscard]] bool is_in_front(const Case&);

}  // namespace sparekey::recovery
