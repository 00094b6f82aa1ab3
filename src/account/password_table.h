// The statements that load and save the password.
#pragma once
#include <optional>

#include "account/password.h"
#include "store/statement.h"

namespace sparekey::account {

extern const store::Load load_password;
[[nodiscard]] std::optional<StoredPassword> read_password(const store::Rows&);
// Inserts or replaces.
[[nodiscard]] store::SaveCall save_password(const StoredPassword&);
[[nodiscard]] store::SaveCall delete_password();

extern const store::Load load_pending_password;
[[nodiscard]] std::optional<StoredPassword> read_pending_password(const store::Rows&);
[[nodiscard]] store::SaveCall save_pending_password(const StoredPassword&);
// A pending password dies with any other change of the password.
[[nodiscard]] store::SaveCall delete_pending_password();

// Whether the account must change its password at the next sign-in with a factor.
extern const store::Load load_password_due;
[[nodiscard]] bool read_password_due(const store::Rows&);
[[nodiscard]] store::SaveCall password_is_due();
[[nodiscard]] store::SaveCall password_no_longer_due();

}  // namespace sparekey::account
