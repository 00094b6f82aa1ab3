// The templates of database.h: an operation that remembers its result's type, and the coroutine
// that waits for it.
#pragma once
#include "base/check.h"
#include "store/database.h"

namespace sparekey::store {

template <class Outcome>
class ChangeOf final : public ChangeOperation {
   public:
    ChangeOf(AccountId account, std::vector<LoadCall> calls, Decide<Outcome> decide)
        : ChangeOperation(account, std::move(calls)), decide_(std::move(decide)) {}

    Plan decide(const Loaded& loaded, Time now) override {
        auto decision = decide_(loaded, now);
        ENSURE(loaded.guard.has_value() || !decision.guard.has_value());
        ENSURE(decision.guard.has_value() || decision.save.empty());
        outcome_.emplace(std::move(decision.outcome));
        return {std::move(decision.guard), std::move(decision.save)};
    }

    Outcome take() {
        rethrow();
        return std::move(*outcome_);
    }

   private:
    Decide<Outcome> decide_;
    std::optional<Outcome> outcome_;
};

// Runs a function of the caller's on a Transaction or a Reader, and keeps what it returned.
template <class Base, class Side, class Result>
class CallOf final : public Base {
   public:
    using Function = std::function<Result(Side&)>;

    explicit CallOf(Function f) : f_(std::move(f)) {}
    CallOf(AccountId account, Function f) : Base(account), f_(std::move(f)) {}

    void run(Side& side) override {
        if constexpr (std::is_void_v<Result>) {
            f_(side);
        } else {
            result_.emplace(f_(side));
        }
    }

    Result take() {
        this->rethrow();
        if constexpr (!std::is_void_v<Result>) return std::move(*result_);
    }

   private:
    using Kept = std::conditional_t<std::is_void_v<Result>, std::monostate, Result>;
    Function f_;
    std::optional<Kept> result_;
};

template <class Kind>
auto Database::result_of(std::unique_ptr<Kind> operation)
    -> Awaitable<decltype(operation->take())> {
    Submission submission{std::move(operation)};
    const auto done = co_await finished(std::move(submission));
    co_return static_cast<Kind&>(*done).take();
}

template <class Outcome>
Awaitable<Outcome> Database::change(AccountId account, std::vector<LoadCall> loads,
                                    Decide<Outcome> decide) {
    return result_of(
        std::make_unique<ChangeOf<Outcome>>(account, std::move(loads), std::move(decide)));
}

template <class Result>
Awaitable<Result> Database::transact(AccountId account, std::function<Result(Transaction&)> f) {
    using Call = CallOf<TransactOperation, Transaction, Result>;
    return result_of(std::make_unique<Call>(account, std::move(f)));
}

template <class Result>
Awaitable<Result> Database::read(std::function<Result(Reader&)> f) {
    using Call = CallOf<ReadOperation, Reader, Result>;
    return result_of(std::make_unique<Call>(std::move(f)));
}

}  // namespace sparekey::store
