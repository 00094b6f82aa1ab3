// Making, looking at and deleting an account by the operator's own id.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "account/identity.h"
#include "account/refusal.h"
#include "account/services.h"
#include "guard/restriction.h"
#include "operators/account.h"
#include "signin/current.h"

namespace sparekey::operators {

// What a key is shown of an account. Its addresses are not told back: whoever has the key learns
// none by it.
struct Seen {
    Time made_at{};
    int addresses = 0;
    signin::FactorState factor = signin::FactorState::none;
    Time factor_since{};  // The epoch: there is none.
    int codes_left = 0;
    guard::Standing standing;
    std::optional<account::IdentityState> identity;
};

// `addresses` are canonical, no two alike, 1 to account::addresses_max; the first is the primary
// one. They are in no index: nobody signs in here with them, and what an address is to others stays
// as it is (doc/decisions/0022). Refuses as account_exists or account_deleted.
[[nodiscard]] Awaitable<account::Result<Seen>> make_account(const account::Services&,
                                                            const account::Client&,
                                                            const ExternalId&,
                                                            std::vector<std::string> addresses);

[[nodiscard]] Awaitable<account::Result<Seen>> look_at(const account::Services&, AccountId,
                                                       Time now);

// All that proves its owner is destroyed at once; every address is told. Refused while the account
// is restricted: a hold or a freeze is not shaken off by it.
[[nodiscard]] Awaitable<account::Result<account::Done>> delete_account(const account::Services&,
                                                                       const account::Client&,
                                                                       const ExternalId&,
                                                                       AccountId);

}  // namespace sparekey::operators
