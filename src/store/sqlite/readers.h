// Threads that read: each answers what waits from one snapshot, beside the writer.
#pragma once
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/queue.h"
#include "store/sqlite/connection.h"

namespace sparekey::store::sqlite {

using ReadingOperation =
    std::variant<std::unique_ptr<LoadOperation>, std::unique_ptr<ReadOperation>>;

class Readers {
   public:
    Readers(const ConnectionOptions& options, int count, const Limits& limits, Clock clock);
    // Finishes what was taken in.
    ~Readers();

    void submit(ReadingOperation operation);

   private:
    void work(Connection& connection);
    void answer(ReadingOperation operation, Connection& connection);

    const Limits limits_;
    const Clock clock_;
    Queue<ReadingOperation> queue_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<std::thread> threads_;
};

}  // namespace sparekey::store::sqlite
