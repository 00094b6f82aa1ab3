#include "store/postgres/save_pipeline.h"

#include <algorithm>

#include "base/check.h"

namespace sparekey::store::postgres {
namespace {

using State = Pending::State;

constexpr int together_max =
    3;  // Commits of the whole batch; each but the last put out one that failed.
constexpr int lock_timeouts_max = 3;  // Of one change: each held up its shard for as long.

// What the server answered to one change's statements.
struct Answer {
    std::vector<std::int64_t> touched;  // The guard's, then each save's.
    std::optional<Error> error;         // Of the first statement that failed.
};

bool is_saving(const Pending* pending) { return pending->state == State::saving; }

void prepare(Pending& pending, Connection& connection) {
    try {
        for (const auto& call : pending.plan.save) {
            connection.prepare(*call.save);
            for (const auto& value : call.args) require_text(value);
        }
    } catch (const Error& error) {
        if (!error.is_of_statement()) throw;
        pending.fail(std::current_exception());
    } catch (const Lost&) {
        throw;
    } catch (const Failure&) {
        pending.fail(std::current_exception());
    }
}

// The guard first: it takes the row's lock, and what follows asks whether it won.
void send(const Pending& pending, Connection& connection) {
    const auto account = pending.operation->account();
    Arguments guard;
    const auto values =
        guard_values(account, *pending.plan.guard, pending.new_write_id, pending.old_write_id);
    guard.add(values);
    connection.send(connection.prepare(guard_update), guard);
    for (const auto& call : pending.plan.save) {
        Arguments arguments;
        arguments.add(account.value);
        arguments.add(pending.new_write_id);
        arguments.add(call.args);
        connection.send(connection.prepare(*call.save), arguments);
    }
}

Answer receive(const Pending& pending, Connection& connection) {
    Answer answer;
    for (std::size_t statement = 0; statement <= pending.plan.save.size(); ++statement) {
        const auto result = connection.receive();
        if (result.is_ok())
            answer.touched.push_back(result.touched());
        else if (!result.is_skipped() && !answer.error)
            answer.error = result.error();
    }
    return answer;
}

// The section's end. An error before it is the commit's own: a deferred constraint fails after
// every statement was fine.
std::optional<Error> receive_commit(Connection& connection) {
    std::optional<Error> error;
    for (auto result = connection.receive(); !result.is_sync(); result = connection.receive()) {
        if (!error) error = result.error();
    }
    return error;
}

// Committed: whether it won, and whether it touched what it said.
void conclude(Pending& pending, const Answer& answer, const SaveLimits& limits) {
    ENSURE(answer.touched.size() == pending.plan.save.size() + 1);
    if (answer.touched.front() == 0) return pending.again(limits.attempts_max);
    pending.state = State::done;
    try {
        for (std::size_t i = 0; i < pending.plan.save.size(); ++i) {
            require_rows(pending.plan.save[i], answer.touched[i + 1]);
        }
    } catch (const Failure&) {
        pending.fail(std::current_exception());
    }
}

// Not committed, by its own fault.
void put_out(Pending& pending, const Error& error, Connection& connection,
             const SaveLimits& limits) {
    if (!error.is_of_statement() && !error.is_conflict()) connection.distrust();
    if (!error.is_conflict()) return pending.fail(std::make_exception_ptr(error));
    if (error.is_lock_timeout()) ++pending.lock_timeouts;
    if (pending.lock_timeouts >= lock_timeouts_max) {
        return pending.fail(busy("another process holds the account's rows"));
    }
    pending.again(limits.attempts_max);
}

enum class Together { committed, one_put_out, commit_failed };

// One section for all. Nothing of it landed unless it says committed.
Together save_together(const Share& share, Connection& connection, const SaveLimits& limits) {
    for (auto* pending : share) pending->state = State::in_doubt;
    for (const auto* pending : share) send(*pending, connection);
    connection.end_section();
    std::vector<Answer> answers;
    for (const auto* pending : share) answers.push_back(receive(*pending, connection));
    const auto commit_error = receive_commit(connection);

    const auto failed = std::find_if(answers.begin(), answers.end(),
                                     [](const Answer& a) { return a.error.has_value(); });
    if (failed == answers.end() && !commit_error) {
        for (std::size_t i = 0; i < share.size(); ++i) conclude(*share[i], answers[i], limits);
        return Together::committed;
    }
    for (auto* pending : share) pending->state = State::saving;
    if (failed == answers.end()) return Together::commit_failed;
    put_out(*share[static_cast<std::size_t>(failed - answers.begin())], *failed->error, connection,
            limits);
    return Together::one_put_out;
}

// A section for each, all in one round trip: a fault is its owner's alone.
void save_apart(const Share& share, Connection& connection, const SaveLimits& limits) {
    for (auto* pending : share) pending->state = State::in_doubt;
    for (const auto* pending : share) {
        send(*pending, connection);
        connection.end_section();
    }
    for (auto* pending : share) {
        const auto answer = receive(*pending, connection);
        const auto commit_error = receive_commit(connection);
        if (answer.error)
            put_out(*pending, *answer.error, connection, limits);
        else if (commit_error)
            put_out(*pending, *commit_error, connection, limits);
        else
            conclude(*pending, answer, limits);
    }
}

Share saving(const Share& share, bool apart) {
    Share found;
    for (auto* pending : share) {
        if (is_saving(pending) && (pending->lock_timeouts > 0) == apart) found.push_back(pending);
    }
    // By account: two processes that lock in different orders would deadlock.
    std::sort(found.begin(), found.end(), [](const Pending* a, const Pending* b) {
        return a->operation->account() < b->operation->account();
    });
    return found;
}

}  // namespace

void save(const Share& share, Connection& connection, const SaveLimits& limits) {
    connection.prepare(guard_update);
    for (auto* pending : share) {
        if (is_saving(pending)) prepare(*pending, connection);
    }
    auto left = saving(share, false);
    for (int round = 0; round < together_max && !left.empty(); ++round) {
        const auto result = save_together(left, connection, limits);
        left = saving(left, false);
        if (result == Together::commit_failed) break;
    }
    save_apart(left, connection, limits);
    // Whom another process's lock has held up before holds up nobody now but itself.
    save_apart(saving(share, true), connection, limits);
}

}  // namespace sparekey::store::postgres
