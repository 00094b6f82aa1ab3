// Turning the second factor off: secret and codes stop, and are kept for the cool-down.
#pragma once
#include <string_view>

#include "account/action.h"
#include "account/services.h"

namespace sparekey::factor {

// Refused while the password, as it was just typed, is too short to stand alone: NIST SP 800-63B-4
// 3.1.1.2 wants 15 characters of "passwords that are used as a single-factor authentication
// mechanism". This is asked before anything is proven, so that the refusal costs no code.
[[nodiscard]] account::Result<account::Action<account::Done>> disable(const account::Services&,
                                                                      std::string_view password);
// The same where the password is the operator's to judge.
[[nodiscard]] account::Action<account::Done> disable_for_operator(const account::Services&);

}  // namespace sparekey::factor
