// Asking for the gate's mailed code. The answer, the statements and the time are the same for every
// address.
#pragma once
#include <string>

#include "account/services.h"
#include "base/async.h"

namespace sparekey::recovery {

struct GateAsked {
    Time expires_at{};
};
// `email` is canonical.
[[nodiscard]] Awaitable<GateAsked> ask_at_gate(const account::Services&, const account::Client&,
                                               std::string email);

}  // namespace sparekey::recovery
