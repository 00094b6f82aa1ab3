// One line a request: what was asked, as the route's pattern, and how it went. No address, no path,
// no query, nothing of a person.
#pragma once
#include <cstddef>
#include <string_view>

#include "base/time.h"
#include "http/request.h"

namespace sparekey::http {

struct AccessLine {
    Method method;
    std::string_view
        route;  // The pattern; "pages" for the web app, "none" where no route was found.
    int status;
    Duration took;  // From the head's last octet to the answer's.
    std::string_view request_id;
    std::size_t octets;  // Of the answer, its head included.
};

// Slower than `slow` is a warning, a 5xx is one too, the rest is at debug level: success is quiet,
// and costs nothing. Not errors, since a full queue is no bug of ours; what a handler threw is
// logged where it is caught.
void note(const AccessLine& line, Duration slow);

}  // namespace sparekey::http
