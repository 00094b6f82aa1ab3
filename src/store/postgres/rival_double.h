// Somebody else on the same PostgreSQL schema: holds locks, changes rows, looks at who waits.
#pragma once
#include <libpq-fe.h>

#include <memory>
#include <string>

#include "store/postgres.h"
#include "store/scratch.h"

namespace sparekey::store::postgres {

class Rival {
   public:
    explicit Rival(const Scratch& scratch);

    // Throws what the server says.
    void execute(const std::string& sql);
    // The first column of the first row; "" for none.
    std::string ask(const std::string& sql);
    // Until as many backends of that application wait for a lock.
    void wait_until_waiting(const std::string& application, int count);

   private:
    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

// Options for a Database on the scratch's schema, one connection of each kind, known to the server
// as `application`.
[[nodiscard]] PostgresOptions options_for(const Scratch& scratch, const std::string& application);
[[nodiscard]] std::string unique_application();

}  // namespace sparekey::store::postgres
