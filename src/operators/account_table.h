// The statements of the index of the operator's ids, and of what an account is looked at with.
#pragma once
#include <optional>

#include "operators/account.h"
#include "store/database.h"

namespace sparekey::operators {

[[nodiscard]] std::optional<Indexed> find_indexed(store::Transaction&, const ExternalId&);
// Whether the id belongs to `account` from now on: it was nobody's, or still `before`'s.
[[nodiscard]] bool reserve_id(store::Transaction&, const ExternalId&, AccountId account,
                              const std::optional<Indexed>& before);
// Whether the id is this account's still.
[[nodiscard]] store::LoadCall load_indexed(const ExternalId&);
[[nodiscard]] bool read_indexed(const store::Rows&);
// Touches one row: whoever deleted it meanwhile won.
[[nodiscard]] store::SaveCall set_deleted(const ExternalId&, Time now);

// What anybody with a key may see of an account, but for its factor and its addresses.
extern const store::Load load_account;
struct AccountRow {
    Time made_at{};
    Time closed_at{};  // The epoch: not closed.
};
[[nodiscard]] std::optional<AccountRow> read_account(const store::Rows&);

}  // namespace sparekey::operators
