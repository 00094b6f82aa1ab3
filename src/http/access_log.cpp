#include "http/access_log.h"

#include "base/log.h"

namespace sparekey::http {

void note(const AccessLine& line, Duration slow) {
    const bool is_slow = line.took >= slow;
    const auto level = is_slow || line.status >= 500 ? log::Level::warning : log::Level::debug;
    log::write(level, is_slow ? "slow_request" : "request",
               {{"method", name_of(line.method)},
                {"route", line.route},
                {"status", line.status},
                {"took_us", line.took.count()},
                {"request", line.request_id},
                {"octets", line.octets}});
}

}  // namespace sparekey::http
