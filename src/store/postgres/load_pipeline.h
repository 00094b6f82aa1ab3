// The first half of a batch: every account's guard and rows, in one snapshot and one round trip.
#pragma once
#include "store/postgres/connection.h"
#include "store/postgres/pending.h"

namespace sparekey::store::postgres {

// What an account's loads are: the guard comes first. Read after its rows, or in another snapshot
// than they, it could belong to a newer state than they do, and the save would win over rows it
// never saw: a code would be spent twice.
struct Loading {
    AccountId account;
    const std::vector<LoadCall>* calls;
    Loaded loaded;
    std::int64_t write_id = 0;   // The guard's.
    std::exception_ptr failure;  // A statement of its own failed.
};

// Fills them in. Throws Lost, or Error when the server as a whole refuses; nothing was written
// then.
void load(std::vector<Loading>& all, Connection& connection);

}  // namespace sparekey::store::postgres
