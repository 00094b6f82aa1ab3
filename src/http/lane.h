// Internal to the server: one io thread and what belongs to it alone.
#pragma once
#include <array>
#include <cstddef>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/async.h"
#include "base/time.h"
#include "http/watchdog.h"

namespace sparekey::http {

using Timer = boost::asio::basic_waitable_timer<Steady, boost::asio::wait_traits<Steady>, Executor>;

struct Lane {
    Watchdog watchdog;
    bool stopping = false;
    // Goes first: with it go the coroutines that still wait for something, and they are watched.
    boost::asio::io_context context{1};

    // The Date header, made once a second.
    [[nodiscard]] const std::string& date(Time now);
    // 16 hexadecimal digits. The system is asked for 64 of them at once.
    [[nodiscard]] std::string request_id();

   private:
    Time date_second_{};
    std::string date_;
    std::array<std::byte, 512> random_;
    std::size_t random_left_ = 0;
};

}  // namespace sparekey::http
