// A change on its way through a shard: what was loaded, what was decided, what became of the save.
#pragma once
#include "store/guard_row.h"
#include "store/operation.h"

namespace sparekey::store::postgres {

struct Pending {
    explicit Pending(std::unique_ptr<ChangeOperation> taken) : operation(std::move(taken)) {}

    // What to do with it next.
    enum class State {
        waiting,   // To be loaded and decided, for the first time or again.
        deciding,  // Loaded.
        saving,    // Decided; its save has not been answered.
        in_doubt,  // Its save may or may not have landed.
        done       // To be answered, as the operation says.
    };

    // Begins anew, at the latest in the next batch; too many times is a failure.
    void again(int attempts_max) {
        state = State::waiting;
        in_doubt_since.reset();
        if (++attempts >= attempts_max) fail(busy("the account is changed by others all the time"));
    }
    void fail(std::exception_ptr why) {
        operation->fail(std::move(why));
        state = State::done;
    }

    std::unique_ptr<ChangeOperation> operation;
    State state = State::waiting;
    int attempts = 0;
    int lock_timeouts = 0;
    std::optional<Time> in_doubt_since;
    Loaded loaded;
    Plan plan;
    std::int64_t old_write_id = 0;
    std::int64_t new_write_id = 0;
};

using Batch = std::vector<Pending>;
using Share = std::vector<Pending*>;  // Some of a batch.

}  // namespace sparekey::store::postgres
