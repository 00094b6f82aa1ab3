#include "store/postgres/account_queue.h"

namespace sparekey::store::postgres {

AccountQueue::Pushed AccountQueue::push(Item& item) {
    {
        const std::lock_guard lock{mutex_};
        if (closed_) return Pushed::closed;
        if (static_cast<int>(items_.size()) >= size_max_) return Pushed::full;
        auto& waiting = waiting_[item->account()];
        if (waiting >= account_max_) return Pushed::account_full;
        ++waiting;
        items_.push_back(std::move(item));
    }
    some_.notify_one();
    return Pushed::taken;
}

std::vector<AccountQueue::Item> AccountQueue::take(int count_max,
                                                   const std::unordered_set<AccountId>& busy) {
    std::unique_lock lock{mutex_};
    if (busy.empty()) some_.wait(lock, [this] { return closed_ || !items_.empty(); });
    std::vector<Item> taken;
    std::deque<Item> left;
    auto held = busy;
    for (auto& item : items_) {
        const auto account = item->account();
        if (static_cast<int>(taken.size()) >= count_max || !held.insert(account).second) {
            left.push_back(std::move(item));
            continue;
        }
        const auto waiting = waiting_.find(account);
        if (--waiting->second == 0) waiting_.erase(waiting);
        taken.push_back(std::move(item));
    }
    items_ = std::move(left);
    return taken;
}

void AccountQueue::close() {
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
    }
    some_.notify_all();
}

bool AccountQueue::done() const {
    const std::lock_guard lock{mutex_};
    return closed_ && items_.empty();
}

}  // namespace sparekey::store::postgres
