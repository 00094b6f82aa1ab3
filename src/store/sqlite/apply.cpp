#include "store/sqlite/apply.h"

#include "base/check.h"
#include "store/guard_row.h"
#include "store/transaction.h"

namespace sparekey::store::sqlite {
namespace {

class SqliteTransaction final : public GuardedTransaction {
   public:
    SqliteTransaction(AccountId account, Time now, Connection& connection)
        : GuardedTransaction(account, now), connection_(connection) {}

   private:
    std::int64_t run_execute(std::string_view sql, const Values& args) override {
        return connection_.execute(sql, args);
    }
    Rows run_query(std::string_view sql, const Values& args) override {
        return connection_.query(sql, args);
    }

    Connection& connection_;
};

class SqliteReader final : public Reader {
   public:
    explicit SqliteReader(Connection& connection) : connection_(connection) {}
    Rows query(std::string_view sql, const Values& args) override {
        return connection_.query(sql, args);
    }

   private:
    Connection& connection_;
};

// The write id apart, for the save.
struct Snapshot {
    Loaded loaded;
    std::int64_t write_id = 0;
};

Snapshot load(AccountId account, const std::vector<LoadCall>& calls, Connection& connection) {
    Snapshot snapshot;
    if (auto row = guard_of(connection.query(guard_select, {account}))) {
        snapshot.loaded.guard = std::move(row->guard);
        snapshot.write_id = row->write_id;
    }
    snapshot.loaded.rows.reserve(calls.size());
    for (const auto& call : calls) {
        snapshot.loaded.rows.push_back(connection.load(*call.load, account, call.args));
    }
    return snapshot;
}

void save(AccountId account, const Plan& plan, std::int64_t old_write_id, Connection& connection) {
    const auto write_id = random_id();
    const auto won = connection.execute(guard_update,
                                        guard_values(account, *plan.guard, write_id, old_write_id));
    ENSURE(won == 1);  // Nobody else writes inside this transaction.
    for (const auto& call : plan.save) {
        const auto touched = connection.save(*call.save, account, write_id, call.args);
        require_rows(call, touched);
    }
}

}  // namespace

void apply(ChangeOperation& change, Connection& connection, Time now) {
    const auto snapshot = load(change.account(), change.loads, connection);
    const auto plan = change.decide(snapshot.loaded, now);
    if (plan.guard) save(change.account(), plan, snapshot.write_id, connection);
}

void apply(TransactOperation& transact, Connection& connection, Time now) {
    SqliteTransaction transaction{transact.account(), now, connection};
    transaction.begin();
    transact.run(transaction);
    transaction.finish();
}

void apply(LoadOperation& operation, Connection& connection) {
    operation.loaded = load(operation.account(), operation.loads, connection).loaded;
}

void apply(ReadOperation& read, Connection& connection) {
    SqliteReader reader{connection};
    read.run(reader);
}

}  // namespace sparekey::store::sqlite
