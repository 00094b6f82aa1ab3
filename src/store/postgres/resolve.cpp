#include "store/postgres/resolve.h"

namespace sparekey::store::postgres {
namespace {

using State = Pending::State;

constexpr const char* guard_fence =
    "UPDATE guard SET write_id = $2 WHERE account_id = $1 AND write_id = $3";

std::optional<std::int64_t> write_id(const Pending& pending, Connection& connection) {
    const auto row = guard_of(connection.run(guard_select, {pending.operation->account()}).rows());
    if (!row) return std::nullopt;
    return row->write_id;
}

// Waits, as long as a lock may take, for a save under way that has the guard already.
bool fenced(const Pending& pending, Connection& connection) {
    const Values values{pending.operation->account(), random_id(), pending.old_write_id};
    return connection.run(guard_fence, values).touched() == 1;
}

void resolve(Pending& pending, Connection& connection, int attempts_max) {
    if (fenced(pending, connection)) return pending.again(attempts_max);
    if (write_id(pending, connection) != pending.new_write_id) return pending.fail(unknown());
    pending.state = State::done;
}

}  // namespace

void resolve(const Share& share, Connection& connection, int attempts_max) {
    for (auto* pending : share) {
        if (pending->state != State::in_doubt) continue;
        try {
            resolve(*pending, connection, attempts_max);
        } catch (const Error& error) {
            // The others are most likely behind the same save: they are asked in the next round.
            if (error.is_lock_timeout()) return;
            pending->fail(unknown());
        }
    }
}

std::exception_ptr unknown() {
    return std::make_exception_ptr(
        Failure{Failure::Kind::unknown, "the connection was lost before the commit was answered"});
}

}  // namespace sparekey::store::postgres
