// The store: start here. One primitive, `change`: load, decide purely, save conditionally; grouped
// into shared commits.
//
// Every account has one guard row. Whoever changes anything of an account first wins that row (a
// compare-and-set on its write id), so changes of one account are serial, and a decision is never
// saved over rows it did not see.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/async.h"
#include "base/failure.h"
#include "base/ids.h"
#include "base/time.h"
#include "store/operation.h"
#include "store/statement.h"

namespace sparekey::store {

// What a change's decision returns. With no guard row loaded, or with `guard` empty, nothing is
// written and `save` must be empty.
template <class Outcome>
struct Decision {
    Outcome outcome;
    std::optional<Guard> guard;
    std::vector<SaveCall> save;
};

// Pure. May run several times, on the store's thread, each time with newer rows and a new `now`:
// owns nothing it would miss.
template <class Outcome>
using Decide = std::function<Decision<Outcome>(const Loaded&, Time now)>;

// One transaction on one connection, its statements run one after another. Statements are string
// literals (prepared and kept by text).
class Transaction {
   public:
    virtual ~Transaction() = default;

    // The time this attempt began.
    [[nodiscard]] virtual Time now() const = 0;
    // Rows touched. A constraint that fails throws Failure{broken}: use ON CONFLICT where it is an
    // outcome.
    virtual std::int64_t execute(std::string_view sql, const Values& args = {}) = 0;
    virtual Rows query(std::string_view sql, const Values& args = {}) = 0;
    // The statements of changes, for the transaction's own account: `save` ENSUREs that there is a
    // guard, and throws Failure{broken} when it touches another number of rows than it states.
    virtual void save(const SaveCall& call) = 0;
    virtual Rows load(const LoadCall& call) = 0;

    // The guard of the transaction's account, already won; nullopt when the account has none (yet).
    [[nodiscard]] virtual const std::optional<Guard>& guard() const = 0;
    // Saved before the commit. ENSUREs that there is a guard.
    virtual void set_guard(const Guard&) = 0;
    // For a new account: inserts its guard row. Throws Failure{broken} if there is one.
    virtual void create_guard(const Guard&) = 0;
};

// Statements outside any account's guard: reading across accounts, or rows no account owns. One
// snapshot.
class Reader {
   public:
    virtual ~Reader() = default;
    virtual Rows query(std::string_view sql, const Values& args = {}) = 0;
};

struct Limits {
    int batch_max = 256;         // Changes in one commit.
    int queue_max = 4096;        // Waiting changes; beyond: Failure{busy}.
    int account_queue_max = 64;  // Waiting changes of one account (PostgreSQL).
    int attempts_max = 8;        // Loads and decisions of one change before Failure{busy}.
    std::chrono::milliseconds deadline{10'000};  // From submission to being taken into a batch.
};

using Clock = std::function<Time()>;

class Database {
   public:
    virtual ~Database() = default;

    // Resumes on the caller's executor, after the commit. Throws Failure: busy or unavailable
    // (nothing was done), unknown (the commit's answer was lost, and it could be neither proven
    // landed nor fenced off), broken (a statement failed, or touched another number of rows than it
    // states).
    template <class Outcome>
    Awaitable<Outcome> change(AccountId account, std::vector<LoadCall> loads,
                              Decide<Outcome> decide);

    // The cold path: a transaction that first wins the account's guard, then runs `f` on the
    // store's thread. `f` may run again after a lost race. Throws as `change`; what `f` throws
    // rolls back and is rethrown here.
    template <class Result>
    Awaitable<Result> transact(AccountId account, std::function<Result(Transaction&)> f);

    // One snapshot, no write, no guard taken.
    Awaitable<Loaded> load(AccountId account, std::vector<LoadCall> loads);
    template <class Result>
    Awaitable<Result> read(std::function<Result(Reader&)> f);

    // Runs numbered migrations up to the newest; Failure{refused} where the schema is newer than
    // this program.
    virtual void migrate() = 0;
    // Prepares every Load and Save of the program; Failure{refused} names the first that the engine
    // does not take.
    virtual void check() = 0;
    // nullopt when reads and writes are served; else why not, for /readyz.
    [[nodiscard]] virtual std::optional<std::string> unready() = 0;
    // "sqlite" or "postgresql".
    [[nodiscard]] virtual std::string_view engine() const = 0;

   protected:
    // Takes the operation, and hands it back through Deliveries however it ended. Never throws.
    virtual void submit(Submission submission) = 0;

   private:
    // Suspends the caller until the engine hands the operation back.
    Awaitable<std::unique_ptr<Operation>> finished(Submission submission);
    template <class Kind>
    auto result_of(std::unique_ptr<Kind> operation) -> Awaitable<decltype(operation->take())>;
};

}  // namespace sparekey::store

#include "store/database_impl.h"
