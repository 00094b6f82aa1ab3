// One connection, one thread, and the changes of its share of the accounts, a batch at a time.
#pragma once
#include <thread>

#include "store/database.h"
#include "store/postgres/account_queue.h"
#include "store/postgres/connection.h"
#include "store/postgres/pending.h"

namespace sparekey::store::postgres {

class Shard {
   public:
    Shard(const ConnectionOptions& options, const Stop& stop, const Limits& limits, Clock clock);
    // Finishes what was taken in, as far as the server still answers. The stop has been requested
    // before.
    ~Shard();

    void submit(std::unique_ptr<ChangeOperation> change);

   private:
    void work();
    void take();
    void run();
    void load();
    void decide();
    void resolve_doubts();
    void give_up_doubts();
    void answer();
    void back_off(const Failure& failure);
    [[nodiscard]] bool overdue(const Pending& pending) const;
    [[nodiscard]] Share in_state(Pending::State state);

    const Limits limits_;
    const Clock clock_;
    const Stop& stop_;
    Connection connection_;
    AccountQueue queue_;
    Batch batch_;
    int losses_ = 0;  // In a row.
    std::thread thread_;
};

}  // namespace sparekey::store::postgres
