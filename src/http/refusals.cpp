#include "http/refusals.h"

#include <chrono>

#include "base/failure.h"
#include "base/log.h"

namespace sparekey::http {
namespace {

using namespace std::chrono_literals;

Response internal_error() {
    return problem({500, "internal", "Something is broken on our side.",
                    "It has been noted. Look before you try again."});
}

Response answer_to(const Failure& failure) {
    switch (failure.kind()) {
    case Failure::Kind::busy:
        return problem(
            {503, "busy", "The server is busy.", "Nothing was changed. Try again in a moment."},
            2s);
    case Failure::Kind::unavailable:
        return problem({503, "unavailable", "The service is unavailable for now.",
                        "Nothing was changed. Try again in a while."},
                       30s);
    case Failure::Kind::unknown:
        return problem({503, "outcome-unknown", "We cannot tell whether this was done.",
                        "It may or may not have been saved. Look before you try again."},
                       10s);
    case Failure::Kind::broken:
    case Failure::Kind::refused: break;
    }
    return internal_error();
}

// A full queue is no bug of ours; what else is thrown is.
void note(log::Level level, std::string_view why, std::string_view route,
          std::string_view request_id) {
    log::write(level, "request_failed", {{"route", route}, {"request", request_id}, {"why", why}});
}

}  // namespace

Response malformed_request() {
    return problem({400, "malformed-request", "This is not a request that we can read.",
                    "The request breaks HTTP, or its path or query is ambiguous."});
}

Response request_timeout() {
    return problem({408, "request-timeout", "The request took too long to arrive.",
                    "Nothing was changed. Send it again."});
}

Response head_too_large() {
    return problem(
        {431, "head-too-large", "The request's header fields are too large.",
         "Send fewer or shorter ones; a browser may have too many cookies of this site."});
}

Response length_required() {
    return problem({411, "length-required", "The body's length must be announced.",
                    "Send it with a Content-Length."});
}

Response body_too_large(std::size_t octets_max) {
    Problem large{413, "body-too-large", "The body is too large.",
                  "Nothing was changed. Send less of it."};
    large.more["octets_max"] = octets_max;
    return problem(std::move(large));
}

Response not_found() {
    return problem({404, "not-found", "There is nothing here.", "Look at the address again."});
}

Response method_not_allowed(std::string_view allow) {
    auto response = problem({405, "method-not-allowed", "This cannot be done with that method.",
                             "The header Allow lists those that can."});
    response.header("Allow", allow);
    return response;
}

Response cross_site() {
    return problem({403, "cross-site", "The request did not come from a page of this site.",
                    "Open the page anew and try again. Programs use an API key."});
}

Response unsupported_content_type(std::string_view wanted) {
    auto response = problem({415, "unsupported-content-type",
                             "The body has a content type that is not accepted.",
                             "The header Accept says which one is."});
    response.header("Accept", wanted);
    return response;
}

Response answer_to(const std::exception_ptr& thrown, std::string_view route,
                   std::string_view request_id) {
    std::string why;
    try {
        std::rethrow_exception(thrown);
    } catch (const Failure& failure) {
        auto answer = answer_to(failure);
        const auto level = answer.status == 500 ? log::Level::error : log::Level::warning;
        note(level, failure.what(), route, request_id);
        return answer;
    } catch (const std::exception& other) {
        why = other.what();
    } catch (...) {
        why = "something that is no exception";
    }
    note(log::Level::error, why, route, request_id);
    return internal_error();
}

}  // namespace sparekey::http
