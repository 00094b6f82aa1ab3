// The cold path: threads with a connection each, which run a caller's function statement by
// statement.
#pragma once
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/postgres/connection.h"
#include "store/queue.h"

namespace sparekey::store::postgres {

class Transactors {
   public:
    Transactors(const ConnectionOptions& options, int count, const Stop& stop, const Limits& limits,
                Clock clock);
    // Finishes what was taken in, as far as the server still answers. The stop has been requested
    // before.
    ~Transactors();

    void submit(std::unique_ptr<TransactOperation> operation);

   private:
    void work(Connection& connection);
    void run(TransactOperation& operation, Connection& connection);

    const Limits limits_;
    const Clock clock_;
    Queue<std::unique_ptr<TransactOperation>> queue_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<std::thread> threads_;
};

}  // namespace sparekey::store::postgres
