// What a new appeal is: how its case begins, and what of the account's other cases decides that.
// Pure but for the plan.
#pragma once
#include <optional>
#include <string>

#include "account/identity.h"
#include "account/refusal.h"
#include "recovery/docket.h"
#include "recovery/gate.h"

namespace sparekey::recovery {

inline constexpr int rejections_max = 3;  // In 30 days; past it nothing is frozen before a pass.
inline constexpr Duration rejections_window = std::chrono::hours{24 * 30};
inline constexpr Duration between_rejections = std::chrono::hours{24};
inline constexpr int waiting_max = 16;  // Rivals of one account; then the oldest that is not
                                        // complete after its 72 hours gives way.

struct Opening {
    AppealId id;
    std::string number;
    std::string words;
    std::string zone;
    Lost lost = Lost::phone_lost;
};

// Whether an appeal may be opened with this password now: there must be a factor to reset, and a
// record to compare a document with.
[[nodiscard]] std::optional<account::Refusal> may_not_open(
    const Docket&, const GatePassed&, const std::optional<account::IdentityState>&, Time now);

// Whether there is room for one more rival; an idle one gives way.
[[nodiscard]] bool make_room(account::Plan&, Docket&);

// Rejected too often: "3 in 30 days, 24 h between".
[[nodiscard]] bool over_budget(const std::vector<Case>&, Time now);

// Opens it in the plan: the row, its rivals, letters and journal.
void open_case(account::Plan&, Docket&, const DeskRules&, const Opening&, const GatePassed&,
               bool contact_is_new);

}  // namespace sparekey::recovery
