// The gate of a draft: a code mailed to a registered address, and the password. Here is what counts
// as one, and whether what was typed is right; gate_flow.h asks for it.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "account/address_table.h"
#include "account/identity.h"
#include "account/password.h"
#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "signin/browser.h"

namespace sparekey::recovery {

// "a registered address confirmed at least 30 days ago, one removed less than 90 days ago counting
// too": whoever added one yesterday begins no appeal with it.
inline constexpr Duration address_age_min = std::chrono::hours{24 * 30};
[[nodiscard]] bool proves(const account::Address&, Time now);
// The one that `email` stands for; nullptr where none counts.
[[nodiscard]] const account::Address* proving(const std::vector<account::Address>&,
                                              std::string_view email, Time now);

// Whether a contact or the identity record changed less than 30 days ago: the case is marked.
[[nodiscard]] bool contact_is_new(const std::vector<account::Address>&,
                                  const std::optional<account::IdentityState>&, Time now);

// What must still be so when the password is hashed.
struct GateTicket {
    std::vector<account::StoredPassword> candidates;  // In force, then pending: what there is.
    std::optional<signin::Purse> purse;  // None: the account's tries are closed, and the mailed
                                         // code is spent instead, so that one code is one try.
    account::AddressId address;
};

// Rows of a gate: mailed code, browser, password, pending password, addresses.
inline constexpr std::size_t gate_loads_count = 5;
[[nodiscard]] std::vector<store::LoadCall> gate_loads(const account::Client&);
// Charges the mailed code and the password, before anything is compared but the code. `of_cases`:
// pending passwords that an open case keeps for itself.
[[nodiscard]] account::Result<GateTicket> begin_gate(
    const account::Services&, const account::Client&, std::string_view code, account::Plan&,
    const std::vector<store::Rows>&, const std::vector<account::StoredPassword>& of_cases = {});

// Which candidate it is; all are hashed. Takes long: on the hash threads only.
[[nodiscard]] std::optional<std::size_t> hash_gate(const account::Services&, AccountId,
                                                   const GateTicket&, std::string_view typed);

struct GatePassed {
    account::StoredPassword password;
    bool pending = false;
    std::int64_t in_force = 0;  // The version of the account's own.
    account::AddressId address;
};
// Spends the mailed code, or says why not.
[[nodiscard]] account::Result<GatePassed> finish_gate(
    const account::Client&, const GateTicket&, std::optional<std::size_t> right, account::Plan&,
    const std::vector<store::Rows>&, const std::vector<account::StoredPassword>& of_cases = {});

}  // namespace sparekey::recovery
