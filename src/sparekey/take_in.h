// What an import or a scan brought, into the vault: only what is new, with everything said.
#pragma once
#include "sparekey/session.h"
#include "transfer/result.h"

namespace sparekey::terminal {

// Adds what is new, unless --dry-run is given; tells N of M, what could not be read and why, and
// what is doubtful. On a terminal it then proves entries with codes of the old app.
[[nodiscard]] Exit take_in(Context&, transfer::Read&&);

}  // namespace sparekey::terminal
