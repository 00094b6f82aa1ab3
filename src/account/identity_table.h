// The statements that load and save the identity record.
#pragma once
#include <optional>

#include "account/identity.h"
#include "store/statement.h"

namespace sparekey::account {

extern const store::Load load_identity_state;
[[nodiscard]] std::optional<IdentityState> read_identity_state(const store::Rows&);
// Inserts, or replaces what the same one entered: what the operator did is out of the owner's reach
// for this statement, whatever was loaded.
[[nodiscard]] store::SaveCall save_identity(Bytes sealed, Bytes number_digest,
                                            const IdentityState&);

}  // namespace sparekey::account
