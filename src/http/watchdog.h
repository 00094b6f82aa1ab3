// Internal to the server: the deadlines of one thread's connections, looked at a few times a
// second. Far cheaper than a timer for each read, and late by one look at most.
#pragma once
#include <chrono>
#include <list>

namespace sparekey::http {

using Steady = std::chrono::steady_clock;

// One thread's; nothing here is locked.
class Watchdog {
   public:
    // Something with a deadline. expire() is called once; then it stays expired until renew().
    class Watched {
       public:
        explicit Watched(Watchdog& by)
            : by_(by), place_(by.watched_.insert(by.watched_.end(), this)) {}
        virtual ~Watched() { by_.watched_.erase(place_); }
        Watched(const Watched&) = delete;
        Watched& operator=(const Watched&) = delete;

        // `idle`: nobody waits for an answer, so that it may be closed when the server stops.
        void set_deadline(Steady::duration from_now, bool idle = false) {
            deadline_ = Steady::now() + from_now;
            idle_ = idle;
        }
        void clear_deadline() {
            deadline_ = Steady::time_point::max();
            idle_ = false;
        }
        [[nodiscard]] bool expired() const { return expired_; }
        // To say a last word after a deadline.
        void renew() { expired_ = false; }

       private:
        friend class Watchdog;
        // Makes what is waited for end. Must not destroy any Watched at once.
        virtual void expire() = 0;
        void let_expire() {
            if (expired_) return;
            expired_ = true;
            expire();
        }

        Watchdog& by_;
        std::list<Watched*>::iterator place_;
        Steady::time_point deadline_ = Steady::time_point::max();
        bool idle_ = false;
        bool expired_ = false;
    };

    void look(Steady::time_point now) {
        for (auto* watched : watched_) {
            if (watched->deadline_ <= now) watched->let_expire();
        }
    }
    void expire_idle() {
        for (auto* watched : watched_) {
            if (watched->idle_) watched->let_expire();
        }
    }
    void expire_all() {
        for (auto* watched : watched_) watched->let_expire();
    }
    [[nodiscard]] bool empty() const { return watched_.empty(); }

   private:
    std::list<Watched*> watched_;
};

}  // namespace sparekey::http
