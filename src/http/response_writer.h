// Internal to the server: an answer as octets, written by hand into one text.
#pragma once
#include <string>
#include <string_view>

#include "base/time.h"
#include "http/response.h"

namespace sparekey::http {

// On every answer, whoever made it. `hsts`: the site's public address is https.
[[nodiscard]] std::string security_headers(bool hsts);

struct Envelope {
    std::string_view security;    // From security_headers().
    std::string_view date;        // From http_date().
    std::string_view request_id;  // Empty when no request was read.
    bool close = false;           // "Connection: close".
    bool keep_alive = false;      // HTTP/1.0 wants it said.
    bool head_only = false;       // The answer to HEAD: everything but the body.
    bool no_store = false;
};

// All of it into `text`, except a lasting_body and a source, which are sent behind it.
void serialise(const Response& response, const Envelope& envelope, std::string& text);

// "Mon, 23 Nov 2026 09:00:00 GMT" (RFC 9110 5.6.7).
[[nodiscard]] std::string http_date(Time now);

[[nodiscard]] std::string_view reason_of(int status);

}  // namespace sparekey::http
