// One operation inside the writer's transaction, or inside a reader's snapshot.
#pragma once
#include "store/database.h"
#include "store/sqlite/connection.h"

namespace sparekey::store::sqlite {

// Load, decide, save. When this throws, the caller goes back to where it was.
void apply(ChangeOperation& change, Connection& connection, Time now);
void apply(TransactOperation& transact, Connection& connection, Time now);

// The caller has begun a snapshot.
void apply(LoadOperation& load, Connection& connection);
void apply(ReadOperation& read, Connection& connection);

}  // namespace sparekey::store::sqlite
