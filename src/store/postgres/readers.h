// Threads that read, a connection each: what waits is loaded in one snapshot and one round trip.
#pragma once
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/postgres/connection.h"
#include "store/queue.h"

namespace sparekey::store::postgres {

using ReadingOperation =
    std::variant<std::unique_ptr<LoadOperation>, std::unique_ptr<ReadOperation>>;

class Readers {
   public:
    Readers(const ConnectionOptions& options, int count, const Stop& stop, const Limits& limits,
            Clock clock);
    // Finishes what was taken in, as far as the server still answers. The stop has been requested
    // before.
    ~Readers();

    void submit(ReadingOperation operation);

   private:
    using Loads = std::vector<std::unique_ptr<LoadOperation>>;

    void work(Connection& connection);
    void answer(Loads loads, Connection& connection);
    void answer(std::unique_ptr<ReadOperation> read, Connection& connection);
    [[nodiscard]] bool overdue(const Operation& operation) const;

    const Limits limits_;
    const Clock clock_;
    Queue<ReadingOperation> queue_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<std::thread> threads_;
};

}  // namespace sparekey::store::postgres
