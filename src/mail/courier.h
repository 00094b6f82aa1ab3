// The background job that carries letters: claims what is due, renders, hands over, marks. On a
// thread of its own, because a mail server may take its time.
#pragma once
#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <stop_token>
#include <thread>

#include "base/async.h"
#include "crypto/key_ring.h"
#include "mail/letter.h"
#include "mail/transport.h"
#include "outbox/delivery.h"
#include "store/database.h"

namespace sparekey::mail {

struct Pace {
    Duration lease = std::chrono::minutes{2};  // Longer than a transport's timeout for one letter.
    // Also when nobody calls wake(): another process may have posted.
    Duration look_every = std::chrono::seconds{1};
    Duration pause_first =
        std::chrono::seconds{5};  // After the server was unreachable; doubled each time.
    Duration pause_longest = std::chrono::minutes{5};
    Duration sweep_every = std::chrono::hours{1};
};

class Courier {
   public:
    // Begins at once. All that it is given must outlive it. `clock` is the database's.
    Courier(store::Database& database, const crypto::KeyRing& ring, Transport& transport,
            Letterhead head, Pace pace = {}, store::Clock clock = wall_clock);
    ~Courier();
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    // From any thread: something may have been posted, and its transaction has committed. Costs one
    // look at most every 20 ms, however often it is called.
    void wake();
    // From any thread but its own; returns when nothing of it runs any more. A letter that was
    // being sent may be sent again.
    void stop();

   private:
    enum class Carried { one, nothing_due, unreachable };
    struct Rest {
        Duration time;
        bool wakeable;  // A server that is to be left alone does not become reachable by another
                        // letter.
    };

    Awaitable<void> work();
    Awaitable<Rest> look();
    Awaitable<Duration> until_next();
    void interrupt();
    Awaitable<Carried> carry_one();
    Awaitable<void> mark(const outbox::Claimed& mail, const Answer& answer);
    Awaitable<void> sweep_when_due();
    Awaitable<void> rest(Rest rest);
    [[nodiscard]] Answer hand_over(const outbox::Claimed& mail);
    [[nodiscard]] Duration next_pause();
    [[nodiscard]] bool stopping() const { return stop_.stop_requested(); }

    store::Database& database_;
    const crypto::KeyRing& ring_;
    Transport& transport_;
    const Letterhead head_;
    const Pace pace_;
    const store::Clock clock_;

    using Timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
    boost::asio::io_context io_{1};
    Timer timer_{io_.get_executor()};
    std::atomic<bool> woken_ = false;
    Duration last_pause_{0};  // 0 once a letter was carried.
    Time swept_at_{};
    std::stop_source stop_;
    std::thread thread_;  // The last member: it uses all the others.
};

}  // namespace sparekey::mail
