// What the operator says of an account's owner: the identity record, and facts of what the account
// did. By import; told to nobody but staff, as match, near or none.
#pragma once
#include <optional>
#include <vector>

#include "account/identity.h"
#include "account/plan.h"
#include "person/claim.h"

namespace sparekey::account {

struct KnownPerson {
    std::optional<Identity> record;
    std::optional<person::Facts> facts;
};

enum class Entered {
    added,
    changed,
    same,        // It was known; nothing is written.
    closed,      // The account is.
    restricted,  // A freeze or a hold: what an open appeal is compared with stays as it is.
};

// Their rows reach `enter_known_person` in this order.
[[nodiscard]] std::vector<store::LoadCall> known_person_loads();

// The operator's record counts at once, and replaces the owner's. One that was there and is another
// now is told to every address: whoever bribes the operator's side should not do it in silence.
[[nodiscard]] Entered enter_known_person(Plan&, const std::vector<store::Rows>&, const Services&,
                                         const KnownPerson&);

}  // namespace sparekey::account
