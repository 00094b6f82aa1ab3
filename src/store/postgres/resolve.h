// What became of a save whose answer was lost, as the guards tell.
#pragma once
#include "store/postgres/connection.h"
#include "store/postgres/pending.h"

namespace sparekey::store::postgres {

// A save that waits for a lock can commit after its client is gone. The new write id in the guard:
// it landed. The old one: not yet, and only a write of ours that still finds the old one proves
// that it never can. Any other: somebody came after it, or before.
//
// Leaves each that is `in_doubt` `done` (landed, or failed as unknown) or `waiting` (fenced off, to
// be begun anew); those that another's lock kept from being asked stay in doubt. Throws Lost.
void resolve(const Share& share, Connection& connection, int attempts_max);

[[nodiscard]] std::exception_ptr unknown();

}  // namespace sparekey::store::postgres
