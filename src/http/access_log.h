// One JSON line a request: what was asked, as the route's pattern, and how it went. No address, no path, no query,
// nothing of a person.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "http/request.h"

namespace spdlog {
class logger;
}

namespace sparekey::http {

struct AccessLine {
    Method method;
    std::string_view route;  // The pattern; "page" for the web app, "none" where no route was found.
    int status;
    std::chrono::microseconds took;
    std::string_view request_id;
    std::size_t octets;  // Of the answer, head included.
};

// 5xx are logged as errors, slow ones as warnings, the rest at debug level: success is quiet, and costs nothing.
class AccessLog {
   public:
    // The logger's pattern must be "%v" or JSON around it; give it an asynchronous one to keep a
    // slow disk off the io threads. nullptr: no log.
    explicit AccessLog(std::shared_ptr<spdlog::logger> logger = {},
                       std::chrono::microseconds slow = std::chrono::seconds{1});

    void note(const AccessLine& line) const;
    // What a handler threw: for us, never for the client.
    void note_failure(std::string_view route, std::string_view request_id, std::string_view what) const;

   private:
    std::shared_ptr<spdlog::logger> logger_;
    std::chrono::microseconds slow_;
};

}  // namespace sparekey::http
