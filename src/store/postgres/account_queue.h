// What waits for one shard's connection: bounded in all and for each account, taken with each
// account at most once.
#pragma once
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "store/operation.h"

namespace sparekey::store::postgres {

class AccountQueue {
   public:
    using Item = std::unique_ptr<ChangeOperation>;
    enum class Pushed { taken, full, account_full, closed };

    AccountQueue(int size_max, int account_max) : size_max_(size_max), account_max_(account_max) {}

    // Moves from `item` only when it is taken.
    Pushed push(Item& item);
    // The first of each account, in their order, up to `count_max`, none of an account in `busy`.
    // Waits for the first one only where nothing is busy. Empty once closed and drained.
    std::vector<Item> take(int count_max, const std::unordered_set<AccountId>& busy);
    void close();
    [[nodiscard]] bool done() const;

   private:
    const int size_max_;
    const int account_max_;
    mutable std::mutex mutex_;
    std::condition_variable some_;
    std::deque<Item> items_;
    std::unordered_map<AccountId, int> waiting_;
    bool closed_ = false;
};

}  // namespace sparekey::store::postgres
