// The statements of a sign-up that waits, and of the account it becomes.
#pragma once
#include <optional>

#include "account/sign_up.h"
#include "store/statement.h"

namespace sparekey::account {

extern const store::Load load_sign_up;
[[nodiscard]] std::optional<SignUp> read_sign_up(const store::Rows&);
[[nodiscard]] store::SaveCall insert_sign_up(const SignUp&);
[[nodiscard]] store::SaveCall charge_sign_up();
[[nodiscard]] store::SaveCall delete_sign_up();
[[nodiscard]] store::SaveCall insert_account(Time now);

// How many sign-ups with this address, of anybody, began since then. For a quarter of an hour and
// one more their rows are there to be counted.
[[nodiscard]] std::int64_t sign_ups_since(store::Transaction&, BytesView email_digest, Time);

}  // namespace sparekey::account
