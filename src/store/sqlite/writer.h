// The one thread that writes: it takes what waits, up to a batch, and commits it at once.
#pragma once
#include <mutex>
#include <thread>

#include "store/database.h"
#include "store/queue.h"
#include "store/sqlite/checkpointer.h"
#include "store/sqlite/connection.h"

namespace sparekey::store::sqlite {

using WriteOperation =
    std::variant<std::unique_ptr<ChangeOperation>, std::unique_ptr<TransactOperation>>;

class Writer {
   public:
    Writer(const ConnectionOptions& options, Checkpointer& checkpointer, const Limits& limits,
           Clock clock);
    // Finishes what was taken in.
    ~Writer();

    void submit(WriteOperation operation);
    // Why the last commit failed; nullopt after one that did not.
    [[nodiscard]] std::optional<std::string> fault() const;

   private:
    using Batch = std::vector<WriteOperation>;

    void work();
    void commit(Batch& batch);
    void apply_all(Batch& batch);
    void apply_in_savepoint(WriteOperation& operation);
    std::exception_ptr fault_of(WriteOperation& operation);
    void apply_one(WriteOperation& operation);
    void end_transaction();
    void roll_back();
    void drop_overdue(Batch& batch);
    void probe();
    void set_fault(const std::exception* fault);

    const Limits limits_;
    const Clock clock_;
    Connection connection_;
    Checkpointer& checkpointer_;
    Queue<WriteOperation> queue_;
    mutable std::mutex fault_mutex_;
    std::optional<std::string> fault_;
    std::thread thread_;
};

}  // namespace sparekey::store::sqlite
