// The PostgreSQL engine (13 or newer): changes of many accounts in one pipeline, one commit;
// several daemons may share it.
#pragma once
#include <memory>
#include <string>

#include "store/database.h"

namespace sparekey::store {

struct PostgresOptions {
    // A connection string or URL of libpq's, several hosts if need be; read-write is asked for
    // unless it says otherwise.
    std::string url;
    int shards = 2;  // Connections for changes; an account's changes all go through one of them.
    int transactors = 2;  // Connections for transact.
    int readers = 2;      // Connections for load and read.
    std::chrono::milliseconds lock_wait{
        500};  // For another process's lock, before the change begins anew.
    std::chrono::milliseconds answer_wait{
        15'000};  // For the server's answer, before the connection counts as lost.
    Limits limits = {};
    Clock clock = wall_clock;
};

// Connects lazily, and again after a loss. Failure{refused}: the text is no connection string, the
// schema is newer than this program, a Load or Save is malformed. Failure{unavailable}: no server
// answers.
[[nodiscard]] std::unique_ptr<Database> open_postgres(PostgresOptions options);

}  // namespace sparekey::store
