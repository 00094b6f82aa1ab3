#include "http/response_writer.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "http/body_stream.h"

namespace sparekey::http {
namespace {

// An answer that is no page: nothing in it may run, load, or be framed.
constexpr std::string_view closed_policy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// Enough for the headers that every answer has, and small enough for the allocator's fast lane.
constexpr std::size_t head_octets_usual = 900;

void append_number(std::string& to, std::size_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    to.append(digits.data(), end);
}

void append_header(std::string& to, std::string_view name, std::string_view value) {
    to.append(name).append(": ").append(value).append("\r\n");
}

// RFC 9110 8.6: no Content-Length in a 204; a 304 may leave it out.
bool has_length(int status) { return status != 204 && status != 304; }

}  // namespace

std::string security_headers(bool hsts) {
    std::string text =
        "X-Content-Type-Options: nosniff\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "Cross-Origin-Opener-Policy: same-origin\r\n"
        "Cross-Origin-Resource-Policy: same-origin\r\n"
        "Permissions-Policy: camera=(self), microphone=(self), geolocation=(), payment=(), "
        "usb=()\r\n";
    // A year, as ASVS 3.4.1 asks; not for subdomains, which may not be ours.
    if (hsts) text += "Strict-Transport-Security: max-age=31536000\r\n";
    return text;
}

void serialise(const Response& response, const Envelope& envelope, std::string& text) {
    const std::string rendered =
        response.problem ? render(*response.problem, envelope.request_id) : "";
    const std::string_view body = !response.lasting_body.empty() ? response.lasting_body
                                  : response.problem             ? std::string_view{rendered}
                                                                 : std::string_view{response.body};
    const bool is_sent_here =
        !envelope.head_only && response.lasting_body.empty() && !response.source;
    const auto length = response.source ? response.source->length : body.size();
    text.clear();
    text.reserve(head_octets_usual + (is_sent_here ? body.size() : 0));

    text.append("HTTP/1.1 ");
    append_number(text, static_cast<std::size_t>(response.status));
    text.append(" ").append(reason_of(response.status)).append("\r\n");
    append_header(text, "Date", envelope.date);
    if (has_length(response.status)) {
        text.append("Content-Length: ");
        append_number(text, length);
        text.append("\r\n");
    }
    if (!response.content_type.empty()) append_header(text, "Content-Type", response.content_type);
    if (envelope.no_store || response.problem) append_header(text, "Cache-Control", "no-store");
    if (!envelope.request_id.empty()) append_header(text, "X-Request-Id", envelope.request_id);
    if (envelope.close) append_header(text, "Connection", "close");
    if (envelope.keep_alive && !envelope.close) append_header(text, "Connection", "keep-alive");
    const auto& policy = response.content_security_policy;
    append_header(text, "Content-Security-Policy", policy.empty() ? closed_policy : policy);
    text.append(envelope.security);
    for (const auto& [name, value] : response.headers) append_header(text, name, value);
    text.append("\r\n");

    if (is_sent_here) text.append(body);
}

std::string http_date(Time now) {
    // Not strftime, whose names of days follow the locale.
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds =
        std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                  days.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                  months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900, utc.tm_hour,
                  utc.tm_min, utc.tm_sec);
    return text.data();
}

std::string_view reason_of(int status) {
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    }
    return "Status";  // The phrase is for people; programs read the number.
}

}  // namespace sparekey::http
