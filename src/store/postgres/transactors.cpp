#include "store/postgres/transactors.h"

#include "base/check.h"
#include "store/postgres/resolve.h"
#include "store/transaction.h"

namespace sparekey::store::postgres {
namespace {

constexpr const char* commit_text = "COMMIT";

class PostgresTransaction final : public GuardedTransaction {
   public:
    PostgresTransaction(AccountId account, Time now, Connection& connection)
        : GuardedTransaction(account, now), connection_(connection) {}

   private:
    std::int64_t run_execute(std::string_view sql, const Values& args) override {
        return connection_.run(sql, args).touched();
    }
    Rows run_query(std::string_view sql, const Values& args) override {
        return connection_.run(sql, args).rows();
    }

    Connection& connection_;
};

// A COMMIT whose answer was lost landed if the guard has its write id. A transaction without a
// guard leaves no trace, and a server that is not reached tells nothing: then it stays unknown.
bool is_seen_to_have_landed(AccountId account, std::optional<std::int64_t> write_id,
                            Connection& connection) {
    if (!write_id) return false;
    try {
        connection.open();
        const auto row = guard_of(connection.run(guard_select, {account}).rows());
        return row && row->write_id == *write_id;
    } catch (const Failure&) {
        return false;
    }
}

void commit(AccountId account, std::optional<std::int64_t> write_id, Connection& connection) {
    try {
        const auto result = connection.run(commit_text);
        if (result.tag() != "COMMIT")
            throw Failure{Failure::Kind::broken, "the transaction had failed before its end"};
    } catch (const Lost&) {
        if (!is_seen_to_have_landed(account, write_id, connection))
            std::rethrow_exception(unknown());
    }
}

void roll_back(Connection& connection) {
    if (!connection.is_open()) return;
    try {
        connection.run("ROLLBACK");
    } catch (const Failure&) {
        connection.close();  // The server rolls back what it lost the client of.
    }
}

void attempt(TransactOperation& operation, Time now, Connection& connection) {
    // On a new connection, too, what is lost at the end is then a COMMIT that was sent, and not the
    // answer to its preparation.
    connection.prepare(commit_text);
    connection.run("BEGIN");
    PostgresTransaction transaction{operation.account(), now, connection};
    transaction.begin();
    operation.run(transaction);
    transaction.finish();
    commit(operation.account(), transaction.write_id(), connection);
}

}  // namespace

Transactors::Transactors(const ConnectionOptions& options, int count, const Stop& stop,
                         const Limits& limits, Clock clock)
    : limits_(limits), clock_(std::move(clock)), queue_(limits.queue_max) {
    for (int i = 0; i < count; ++i)
        connections_.push_back(std::make_unique<Connection>(options, stop));
    for (const auto& connection : connections_) {
        threads_.emplace_back([this, &connection = *connection] { work(connection); });
    }
}

Transactors::~Transactors() {
    queue_.close();
    for (auto& thread : threads_) thread.join();
}

void Transactors::submit(std::unique_ptr<TransactOperation> operation) {
    using Pushed = Queue<std::unique_ptr<TransactOperation>>::Pushed;
    operation->submitted = clock_();
    switch (queue_.push(operation)) {
    case Pushed::taken: return;
    case Pushed::full:
        return deliver_failed(std::move(operation), busy("the queue of transactions is full"));
    case Pushed::closed:
        return deliver_failed(std::move(operation), unavailable("the database is closing"));
    }
}

void Transactors::work(Connection& connection) {
    while (!queue_.done()) {
        for (auto& operation : queue_.take(1)) {
            try {
                run(*operation, connection);
            } catch (...) {
                operation->fail(std::current_exception());
            }
            Deliveries deliveries;
            deliveries.add(std::move(operation));
            deliveries.send();
        }
    }
}

void Transactors::run(TransactOperation& operation, Connection& connection) {
    for (int attempts = 0; attempts < limits_.attempts_max; ++attempts) {
        if (clock_() - operation.submitted > limits_.deadline) break;
        connection.open();
        try {
            return attempt(operation, clock_(), connection);
        } catch (const Error& error) {
            roll_back(connection);
            if (!error.is_conflict() && !error.is_of_statement()) connection.distrust();
            if (!error.is_conflict()) throw;
        } catch (const Lost&) {
            // Before its COMMIT was sent, or that would be `unknown`: nothing landed. An idle
            // connection may have died.
            if (attempts > 0) throw;
        } catch (...) {
            roll_back(connection);
            throw;
        }
    }
    std::rethrow_exception(busy("the transaction met others all the time, or waited too long"));
}

}  // namespace sparekey::store::postgres
