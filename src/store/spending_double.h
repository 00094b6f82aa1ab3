// For the store's tests: an account with a one-time step to spend, the smallest thing that must
// happen once.
#pragma once
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <future>
#include <variant>

#include "base/run.h"
#include "store/scratch.h"

namespace sparekey::store {

enum class Verdict { accepted, already_used };

// Loads the account's authenticator, spends `step` if it is newer than the last, and writes a
// journal line either way.
Decide<Verdict> spend(std::int64_t step);
Awaitable<Verdict> spend_step(Database& db, AccountId account, std::int64_t step);

// An account with nothing spent.
void open_account(Database& db, AccountId account);

// What is stored.
std::int64_t last_step(Database& db, AccountId account);
std::int64_t lines(Database& db, AccountId account);
std::int64_t lines(Database& db, AccountId account, std::string_view kind);

// Two tables whose constraint is checked at the commit, and the save that breaks it: child's $3 has
// no parent.
extern const Save save_child;
void make_family(Database& db);

// How an operation ended.
template <class T>
using Ended = std::variant<T, Failure::Kind>;

template <class T>
Awaitable<void> keep(Awaitable<T> work, Ended<T>& ended) {
    try {
        ended = co_await std::move(work);
    } catch (const Failure& failure) {
        ended = failure.kind();
    }
}

// Runs all at once on one io_context; `submitted` is called when each has handed over its first
// operation.
template <class T>
std::vector<Ended<T>> run_all(std::vector<Awaitable<T>> all,
                              const std::function<void()>& submitted = {}) {
    boost::asio::io_context io{1};
    std::vector<Ended<T>> ended(all.size(), Failure::Kind::refused);
    for (std::size_t i = 0; i < all.size(); ++i) {
        boost::asio::co_spawn(io, keep(std::move(all[i]), ended[i]), [](std::exception_ptr thrown) {
            if (thrown) std::rethrow_exception(thrown);
        });
    }
    io.poll();
    if (submitted) submitted();
    io.run();
    return ended;
}

template <class T>
Ended<T> end_of(Awaitable<T> work) {
    std::vector<Awaitable<T>> all;
    all.push_back(std::move(work));
    return run_all(std::move(all)).front();
}

template <class T>
int count_of(const std::vector<Ended<T>>& all, const Ended<T>& what) {
    return static_cast<int>(std::count(all.begin(), all.end(), what));
}

// Holds a store thread inside a decision, so that whatever is submitted meanwhile waits behind it.
class Gate {
   public:
    // A change of `account` that waits in its decision until the gate opens, and writes nothing.
    Awaitable<Verdict> hold(Database& db, AccountId account);
    // Until the decision is being held.
    void wait_until_held() { held_.get_future().wait(); }
    void open() { opened_.set_value(); }

   private:
    std::promise<void> held_;
    std::promise<void> opened_;
    std::shared_future<void> opening_ = opened_.get_future().share();
};

}  // namespace sparekey::store
