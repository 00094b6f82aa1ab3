// The statements that load and save what the operator knows of an account's doings.
#pragma once
#include <optional>

#include "crypto/key_ring.h"
#include "person/claim.h"
#include "store/statement.h"

namespace sparekey::account {

extern const store::Load load_facts;
// Throws Failure{broken} when the row cannot be opened.
[[nodiscard]] std::optional<person::Facts> read_facts(const store::Rows&, const crypto::KeyRing&,
                                                      AccountId);
[[nodiscard]] store::SaveCall save_facts(const crypto::KeyRing&, AccountId, const person::Facts&,
                                         Time now);

}  // namespace sparekey::account
