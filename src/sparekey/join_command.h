// A vault that is at a server comes to this machine: by its passphrase, and by the recovery key or
// by a device that is in.
#pragma once
#include "sparekey/session.h"

namespace sparekey::terminal {

[[nodiscard]] Exit join_vault(Context&);

}  // namespace sparekey::terminal
