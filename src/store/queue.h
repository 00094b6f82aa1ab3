// A bounded queue between callers and an engine's thread. The taker sleeps only when it is empty,
// so a busy queue wakes nobody.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace sparekey::store {

template <class T>
class Queue {
   public:
    explicit Queue(int size_max) : size_max_(static_cast<std::size_t>(size_max)) {}

    enum class Pushed { taken, full, closed };

    // Moves from `item` only when it is taken.
    Pushed push(T& item) {
        {
            const std::lock_guard lock{mutex_};
            if (closed_) return Pushed::closed;
            if (items_.size() >= size_max_) return Pushed::full;
            items_.push_back(std::move(item));
        }
        some_.notify_one();
        return Pushed::taken;
    }

    // Waits for at least one, then takes up to `count_max` in their order. Empty once closed and
    // drained, or after `patience`.
    std::vector<T> take(int count_max, std::chrono::milliseconds patience) {
        std::unique_lock lock{mutex_};
        some_.wait_for(lock, patience, [this] { return closed_ || !items_.empty(); });
        return front(count_max);
    }
    std::vector<T> take(int count_max) {
        std::unique_lock lock{mutex_};
        some_.wait(lock, [this] { return closed_ || !items_.empty(); });
        return front(count_max);
    }

    // Nothing more is taken in; what is inside can still be taken out.
    void close() {
        {
            const std::lock_guard lock{mutex_};
            closed_ = true;
        }
        some_.notify_all();
    }

    [[nodiscard]] bool done() const {
        const std::lock_guard lock{mutex_};
        return closed_ && items_.empty();
    }
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock{mutex_};
        return items_.size();
    }

   private:
    std::vector<T> front(int count_max) {
        std::vector<T> taken;
        while (!items_.empty() && static_cast<int>(taken.size()) < count_max) {
            taken.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        return taken;
    }

    const std::size_t size_max_;
    mutable std::mutex mutex_;
    std::condition_variable some_;
    std::deque<T> items_;
    bool closed_ = false;
};

}  // namespace sparekey::store
