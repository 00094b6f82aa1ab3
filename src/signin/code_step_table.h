// What the second step of sign-in looks at of an account, but for its addresses: one row of one
// statement, as a statement costs more than a row.
#pragma once
#include <optional>

#include "account/token.h"
#include "factor/authenticator.h"
#include "signin/browser.h"
#include "signin/challenge.h"
#include "store/operation.h"

namespace sparekey::signin {

struct SecondStep {
    std::optional<Challenge> challenge;
    std::optional<std::int64_t> password_version;
    std::optional<factor::Authenticator> authenticator;
    std::optional<Browser> browser;
    int codes_left = 0;
    bool must_change_password = false;
};

[[nodiscard]] store::LoadCall load_second_step(const account::Token& challenge,
                                               BytesView browser_digest);
[[nodiscard]] SecondStep read_second_step(const store::Rows&, const std::optional<store::Guard>&);

}  // namespace sparekey::signin
