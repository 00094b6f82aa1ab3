// The statements across keys, and the one look-up that each call begins with.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "operators/key.h"
#include "store/database.h"

namespace sparekey::operators {

[[nodiscard]] std::vector<Key> list_keys(store::Reader&);    // The oldest first.
[[nodiscard]] std::int64_t count_keys(store::Transaction&);  // Those not revoked.

struct KeyAndAccount {
    std::optional<Key> key;
    std::optional<AccountId> account;  // Whose id the operator gave; not of one that was deleted.
};
// One statement: a statement costs more than a row. Asked anew for each call, so that a revoked key
// is good for nothing from the next call on, whichever daemon it was revoked at.
[[nodiscard]] KeyAndAccount find(store::Reader&, AccountId key, std::string_view external_id);

}  // namespace sparekey::operators
