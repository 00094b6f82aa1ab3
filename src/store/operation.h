// What travels from a caller's coroutine to an engine's thread and back: one operation, its
// result's type forgotten.
#pragma once
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/async.h"
#include "base/ids.h"
#include "base/time.h"
#include "store/statement.h"

namespace sparekey::store {

class Transaction;
class Reader;

// The guard row as the store keeps it; what the columns mean is guard/'s business. Times are
// microseconds, 0 is none.
struct Guard {
    std::int64_t freeze_since = 0;
    std::int64_t freeze_until = 0;
    std::int64_t hold_until = 0;
    std::int64_t journal_head = 0;  // The id of the account's newest journal line, 0 for none.
    std::int64_t last_step = 0;     // The newest step of the authenticator that was accepted.
    Bytes budgets;
    bool operator==(const Guard&) const = default;
};

// One snapshot: the guard, and the rows of each load in its order.
struct Loaded {
    std::optional<Guard> guard;
    std::vector<Rows> rows;
};

// A decision without its outcome: what is to be written.
struct Plan {
    std::optional<Guard> guard;
    std::vector<SaveCall> save;
};

class Operation;

// The caller that waits for an operation. Keeps its io_context at work until it is resumed.
class Waiter {
   public:
    virtual ~Waiter() = default;
    // On the caller's own thread.
    virtual void resume(std::unique_ptr<Operation> done) = 0;
    [[nodiscard]] virtual Executor executor() const = 0;
};

class Operation {
   public:
    explicit Operation(AccountId account) : account_(account) {}
    virtual ~Operation() = default;
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;

    [[nodiscard]] AccountId account() const { return account_; }
    // When it was submitted, for the deadline.
    Time submitted;

    void awaited_by(std::unique_ptr<Waiter> waiter) { waiter_ = std::move(waiter); }
    void fail(std::exception_ptr why) { failure_ = std::move(why); }
    [[nodiscard]] bool failed() const { return failure_ != nullptr; }

   protected:
    // For a result's take(): throws what the operation failed with.
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

   private:
    friend class Deliveries;
    AccountId account_;
    std::exception_ptr failure_;
    std::unique_ptr<Waiter> waiter_;
};

class ChangeOperation : public Operation {
   public:
    ChangeOperation(AccountId account, std::vector<LoadCall> calls)
        : Operation(account), loads(std::move(calls)) {}
    // Keeps the outcome of the last call; ENSUREs the shape of the plan.
    virtual Plan decide(const Loaded& loaded, Time now) = 0;

    const std::vector<LoadCall> loads;
};

class TransactOperation : public Operation {
   public:
    using Operation::Operation;
    virtual void run(Transaction& tx) = 0;
};

class LoadOperation : public Operation {
   public:
    LoadOperation(AccountId account, std::vector<LoadCall> calls)
        : Operation(account), loads(std::move(calls)) {}
    Loaded take() {
        rethrow();
        return std::move(loaded);
    }

    const std::vector<LoadCall> loads;
    Loaded loaded;
};

class ReadOperation : public Operation {
   public:
    ReadOperation() : Operation(AccountId{}) {}
    virtual void run(Reader& reader) = 0;
};

// What an engine is handed.
using Submission =
    std::variant<std::unique_ptr<ChangeOperation>, std::unique_ptr<TransactOperation>,
                 std::unique_ptr<LoadOperation>, std::unique_ptr<ReadOperation>>;

[[nodiscard]] Operation& operation_in(const Submission& submission);

// Finished operations on their way back: one post an io_context, however many callers wait there.
class Deliveries {
   public:
    void add(std::unique_ptr<Operation> done);
    void send();

   private:
    // What one of the resumed callers throws is its io_context's affair; those behind it are posted
    // anew, so that they do not wait for ever.
    static void resume_all(const Executor&, std::vector<std::unique_ptr<Operation>> done);
    struct Share {
        Executor executor;
        std::vector<std::unique_ptr<Operation>> done;
    };
    std::vector<Share> shares_;
};

// The two ways to say that nothing was done.
[[nodiscard]] std::exception_ptr busy(const char* why);
[[nodiscard]] std::exception_ptr unavailable(const std::string& why);

// Hands one operation back as failed.
void deliver_failed(std::unique_ptr<Operation> operation, std::exception_ptr why);

}  // namespace sparekey::store
