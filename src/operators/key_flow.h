// Making, listing and revoking keys; and who may make a call.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/refusal.h"
#include "account/services.h"
#include "operators/key.h"

namespace sparekey::operators {

struct NewKey {
    account::Token token;  // Shown once.
    AccountId id;
};
// nullopt where there are too many already.
[[nodiscard]] Awaitable<std::optional<NewKey>> make_key(const account::Services&, std::string name,
                                                        Scopes);
[[nodiscard]] Awaitable<std::vector<Key>> keys(const account::Services&);
// False where there is no such key, or it was revoked before.
[[nodiscard]] Awaitable<bool> revoke_key(const account::Services&, AccountId id);

struct Caller {
    AccountId key;
    std::optional<AccountId> account;  // Of the external id that was asked about.
};
// Refuses as key_not_accepted or scope_missing. `external_id` may be empty.
[[nodiscard]] Awaitable<account::Result<Caller>> called_by(const account::Services&,
                                                           std::string_view key_shown, Scope,
                                                           std::string external_id, Time now);

}  // namespace sparekey::operators
