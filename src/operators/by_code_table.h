// What a call with a code looks at of an account, but for its addresses and the backup codes
// themselves: one row of one statement, as signin/code_step_table.h and for its reasons
// (doc/decisions/0019).
#pragma once
#include <optional>

#include "factor/authenticator.h"
#include "operators/repeat.h"
#include "signin/browser.h"
#include "store/operation.h"

namespace sparekey::operators {

struct Asked {
    bool there = false;  // An account that is not closed.
    std::optional<factor::Authenticator> authenticator;
    int codes_left = 0;
    std::optional<signin::Browser> browser;
    std::optional<KeptAnswer> answer;
};

[[nodiscard]] store::LoadCall load_asked(BytesView browser_digest, BytesView key_digest);
[[nodiscard]] Asked read_asked(const store::Rows&, const std::optional<store::Guard>&);

}  // namespace sparekey::operators
