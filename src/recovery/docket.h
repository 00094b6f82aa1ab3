// An account's cases, and the only way in which one of them changes: happen(). It applies the rule
// of transitions.h with all its effects (rows, freeze, hold, letters, journal) in the change or
// transaction whose Plan it is given, and sees to what follows for the account's other cases.
//
//     std::vector<store::LoadCall> loads = ...;
//     for (auto& call : docket_loads()) loads.push_back(std::move(call));
//     // in decide(loaded, now), with the docket's rows from `first` on:
//     account::Plan plan{who, loaded, services.ring, client, now};
//     Docket docket{services, loaded.rows, first, plan};
//     if (!happen(plan, docket, id, {.event = Event::doubted})) return ...wrong_state...;
//     return plan.decision(...);
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "account/address_table.h"
#include "account/open_appeals.h"
#include "account/plan.h"
#include "account/services.h"
#include "factor/replaced.h"
#include "recovery/case.h"
#include "recovery/transitions.h"

namespace sparekey::recovery {

inline constexpr std::size_t docket_loads_count = 8;
// Cases, passes, password, factor::replaced_loads() (authenticator, backup codes, generations,
// addresses), letters of appeals that came back.
[[nodiscard]] std::vector<store::LoadCall> docket_loads();

// Lives within one decide(), as its Plan.
class Docket {
   public:
    // First of all does what was due and has not been done: a case never is in a state whose time
    // is over, however late the job that looks after it.
    Docket(const account::Services&, const std::vector<store::Rows>& rows, std::size_t first,
           account::Plan&);

    const account::Services& services;
    std::vector<Case> cases;
    std::set<AppealId> touched;  // Whose rows are written again.
    std::optional<account::StoredPassword> password;
    std::vector<account::Address> addresses;
    factor::InForce factor;

    [[nodiscard]] Case* find(AppealId);
    [[nodiscard]] const Case* find(AppealId) const;
    // The one that others wait behind; nullptr where there is none.
    [[nodiscard]] Case* front();
    [[nodiscard]] bool rival_waits() const;
};

// A reset link that the one function which may send them has written: reset_link.h.
class SentLink;

struct Happening {
    Event event;
    std::optional<SignedPass> pass = {};              // passed
    std::vector<Needed> needed = {};                  // material_asked, unreadable
    std::vector<std::string> reasons = {};            // rejected, refused: slugs
    const SentLink* link = nullptr;                   // date_reached, link_asked
    std::optional<account::ProvenFactor> proof = {};  // proven, proven_in_part
    std::string detail = {};                          // For the case's own pages; a word of ours.
};

// False where the event is not possible now: nothing is changed then.
[[nodiscard]] bool happen(account::Plan&, Docket&, AppealId, const Happening&);

// A verdict below the lead while the case is with a lead, whose rule needs no event of its own:
// the seats that are empty are filled before the lead decides. `pass` is empty for one against the
// applicant; `all_filled` says whether A and B have both decided now.
[[nodiscard]] bool fill_seat(account::Plan&, Docket&, AppealId, std::optional<SignedPass> pass,
                             bool all_filled);

// Saves the cases as they stand, their dates computed anew: after what changed one but no state.
void save_cases(account::Plan&, Docket&, AppealId changed);

}  // namespace sparekey::recovery
