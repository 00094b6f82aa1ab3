// The second half of a batch: every decided change's guard and statements, in one commit.
#pragma once
#include "store/postgres/connection.h"
#include "store/postgres/pending.h"

namespace sparekey::store::postgres {

struct SaveLimits {
    int attempts_max;
};

// Saves what is in state `saving`; afterwards each is `done` or `waiting`, by its own commit's
// answer. Throws Lost with those `in_doubt` whose commit was not answered.
void save(const Share& share, Connection& connection, const SaveLimits& limits);

}  // namespace sparekey::store::postgres
