#include "store/sqlite/writer.h"

#include <algorithm>

#include "base/check.h"
#include "store/sqlite/apply.h"

namespace sparekey::store::sqlite {
namespace {

constexpr std::chrono::milliseconds probe_every{1000};

std::unique_ptr<Operation> released(WriteOperation operation) {
    return std::visit([](auto held) -> std::unique_ptr<Operation> { return held; },
                      std::move(operation));
}

Operation& in(const WriteOperation& operation) {
    return std::visit([](const auto& held) -> Operation& { return *held; }, operation);
}

// The function of a transaction may throw as it pleases; a change may not.
bool may_fail(const WriteOperation& operation) {
    return std::holds_alternative<std::unique_ptr<TransactOperation>>(operation);
}

int log_has(void* checkpointer, sqlite3*, const char*, int frames) {
    static_cast<Checkpointer*>(checkpointer)->log_has(frames);
    return SQLITE_OK;
}

}  // namespace

Writer::Writer(const ConnectionOptions& options, Checkpointer& checkpointer, const Limits& limits,
               Clock clock)
    : limits_(limits),
      clock_(std::move(clock)),
      connection_(options),
      checkpointer_(checkpointer),
      queue_(limits.queue_max) {
    sqlite3_wal_hook(connection_.raw(), log_has, &checkpointer_);
    thread_ = std::thread{[this] { work(); }};
}

Writer::~Writer() {
    queue_.close();
    thread_.join();
}

void Writer::submit(WriteOperation operation) {
    in(operation).submitted = clock_();
    switch (queue_.push(operation)) {
    case Queue<WriteOperation>::Pushed::taken: return;
    case Queue<WriteOperation>::Pushed::full:
        return deliver_failed(released(std::move(operation)), busy("the queue of changes is full"));
    case Queue<WriteOperation>::Pushed::closed:
        return deliver_failed(released(std::move(operation)),
                              unavailable("the database is closing"));
    }
}

std::optional<std::string> Writer::fault() const {
    const std::lock_guard lock{fault_mutex_};
    return fault_;
}

void Writer::work() {
    while (!queue_.done()) {
        auto batch =
            fault_ ? queue_.take(limits_.batch_max, probe_every) : queue_.take(limits_.batch_max);
        if (checkpointer_.take_last_part_due()) checkpoint(connection_);
        if (batch.empty() && fault_) probe();
        drop_overdue(batch);
        if (!batch.empty()) commit(batch);
    }
}

// Every operation of the batch is answered after the commit, all of one io_context by one post.
void Writer::commit(Batch& batch) {
    try {
        apply_all(batch);
        end_transaction();
        set_fault(nullptr);
    } catch (const Failure& failure) {
        roll_back();
        set_fault(&failure);
        for (const auto& operation : batch) in(operation).fail(std::current_exception());
    }
    Deliveries deliveries;
    for (auto& operation : batch) deliveries.add(released(std::move(operation)));
    deliveries.send();
}

// A savepoint makes SQLite copy each page before the first change to it, which is a third of what a
// change costs. Changes fail by bugs alone, so they go without; when one fails all the same, all of
// it is done again with them. Throws when the whole transaction is lost.
void Writer::apply_all(Batch& batch) {
    connection_.execute("BEGIN IMMEDIATE", {});
    const bool done = std::ranges::all_of(batch, [this](WriteOperation& operation) {
        if (may_fail(operation)) {
            apply_in_savepoint(operation);
            return true;
        }
        return !fault_of(operation);
    });
    if (done) return;
    roll_back();
    connection_.execute("BEGIN IMMEDIATE", {});
    for (auto& operation : batch) {
        in(operation).fail(nullptr);
        apply_in_savepoint(operation);
    }
}

void Writer::apply_in_savepoint(WriteOperation& operation) {
    connection_.execute("SAVEPOINT one", {});
    if (auto fault = fault_of(operation)) {
        in(operation).fail(std::move(fault));
        connection_.execute("ROLLBACK TO one", {});
    }
    connection_.execute("RELEASE one", {});
}

// Why this operation alone fails; nullptr when it does not.
std::exception_ptr Writer::fault_of(WriteOperation& operation) {
    try {
        apply_one(operation);
        return nullptr;
    } catch (const Error& error) {
        // FULL, IOERR and NOMEM may have rolled back everything before this operation too: SQLite
        // must be asked. Where it has not, a transaction that met one is not trusted further.
        if (!connection_.in_transaction() || !error.is_of_statement()) throw;
        return std::current_exception();
    } catch (...) {
        // What a decision or a transaction's function threw; it may hide an error of SQLite's.
        if (!connection_.in_transaction())
            throw Failure{Failure::Kind::unavailable, "sqlite rolled back"};
        return std::current_exception();
    }
}

void Writer::apply_one(WriteOperation& operation) {
    const auto now = clock_();
    std::visit([&](auto& held) { apply(*held, connection_, now); }, operation);
    // A deferred constraint would fail the commit of all; here it fails its owner.
    if (connection_.owes_constraint())
        throw Error{SQLITE_CONSTRAINT_FOREIGNKEY, "a deferred constraint does not hold"};
}

void Writer::end_transaction() {
    try {
        connection_.execute("COMMIT", {});
    } catch (const Error& error) {
        // The log was written and could not be flushed: this process will not see the commit, but a
        // crash before the next one overwrites it might bring it to light.
        if (error.code() != SQLITE_IOERR_FSYNC && error.code() != SQLITE_IOERR_DIR_FSYNC) throw;
        throw Failure{Failure::Kind::unknown, error.what()};
    }
}

void Writer::roll_back() {
    if (!connection_.in_transaction()) return;
    connection_.execute("ROLLBACK", {});
    ENSURE(!connection_.in_transaction());
}

void Writer::drop_overdue(Batch& batch) {
    const auto oldest = clock_() - limits_.deadline;
    std::erase_if(batch, [&](WriteOperation& operation) {
        if (in(operation).submitted >= oldest) return false;
        deliver_failed(released(std::move(operation)), busy("waited too long to be begun"));
        return true;
    });
}

// While the disk is full nobody may send changes here any more: this finds out when it no longer
// is. A header field, as SQLite does not write a row that stays the same.
void Writer::probe() {
    try {
        connection_.execute("BEGIN IMMEDIATE", {});
        connection_.execute("PRAGMA user_version = 0", {});
        connection_.execute("COMMIT", {});
        set_fault(nullptr);
    } catch (const Failure& failure) {
        roll_back();
        set_fault(&failure);
    }
}

void Writer::set_fault(const std::exception* fault) {
    if (fault == nullptr && !fault_) return;  // Only this thread writes it.
    const std::lock_guard lock{fault_mutex_};
    if (fault == nullptr)
        fault_.reset();
    else
        fault_ = fault->what();
}

}  // namespace sparekey::store::sqlite
