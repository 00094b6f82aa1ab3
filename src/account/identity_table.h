// The statements that load and save the identity record.
#pragma once
#include <optional>

#include "account/identity.h"
#include "store/statement.h"

namespace sparekey::account {

extern const store::Load load_identity_state;
[[nodiscard]] std::optional<IdentityState> read_identity_state(const store::Rows&);
// The same with the record itself; the state is read as before.
extern const store::Load load_identity_record;
[[nodiscard]] std::optional<Identity> read_identity(const store::Rows&, const crypto::KeyRing&,
                                                    AccountId);
// When the account was closed; the epoch: it is not.
extern const store::Load load_closed_at;

// Inserts, or replaces what the same one entered: what the operator did is out of the owner's reach
// for this statement, whatever was loaded.
[[nodiscard]] store::SaveCall save_identity(Bytes sealed, Bytes number_digest,
                                            const IdentityState&);
// Whoever entered what was there: for the operator.
[[nodiscard]] store::SaveCall replace_identity(Bytes sealed, Bytes number_digest,
                                               const IdentityState&);

}  // namespace sparekey::account
