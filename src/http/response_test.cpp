#include "http/response.h"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include "base/failure.h"
#include "http/response_writer.h"

namespace sparekey::http {
namespace {

using namespace std::chrono_literals;

bool has(std::string_view text, std::string_view line) {
    return text.find("\r\n" + std::string(line) + "\r\n") != text.npos;
}

std::string serialised(const Response& response, const Envelope& envelope = {}) {
    std::string text = "what was there before";
    serialise(response, envelope, text);
    return text;
}

}  // namespace

TEST_CASE("a problem is rendered as RFC 9457 has it, with the request's id as its instance") {
    Problem spent{409, "already-used", "That code has been used.", "Wait for the next one."};
    spent.more["wait_s"] = 17;
    CHECK(render(spent, "0123456789abcdef") ==
          R"({"type":"/errors/already-used","title":"That code has been used.","status":409,)"
          R"("detail":"Wait for the next one.","instance":"0123456789abcdef","wait_s":17})");
}

TEST_CASE("Retry-After is rounded up: never sooner than it helps") {
    const auto answer = problem({503, "busy", "Busy."}, 1001ms);
    CHECK(answer.headers.at(0) == std::pair<std::string, std::string>{"Retry-After", "2"});
    CHECK(answer.problem->more.at("retry_after_s").as_int64() == 2);
}

TEST_CASE("a header cannot smuggle in another one") {
    Response response;
    CHECK_THROWS_AS(response.header("Location", "/a\r\nSet-Cookie: x"), Failure);
    CHECK_THROWS_AS(response.header("X\n", "y"), Failure);
    CHECK(response.headers.empty());
}

TEST_CASE("an answer is written with its length, its type and the security headers") {
    auto response = json(201, {{"id", "x"}});
    response.cookie("a=b");
    const auto security = security_headers(true);
    Envelope envelope;
    envelope.security = security;
    envelope.date = "then";
    envelope.request_id = "0123456789abcdef";
    envelope.no_store = true;
    const auto text = serialised(response, envelope);
    CHECK(text.starts_with("HTTP/1.1 201 Created\r\nDate: then\r\nContent-Length: 10\r\n"));
    CHECK(text.ends_with("\r\n\r\n{\"id\":\"x\"}"));
    for (const char* line :
         {"Content-Type: application/json", "Cache-Control: no-store",
          "X-Request-Id: 0123456789abcdef",
          "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; "
          "frame-ancestors 'none'",
          "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
          "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Resource-Policy: same-origin",
          "Permissions-Policy: camera=(self), microphone=(self), geolocation=(), payment=(), "
          "usb=()",
          "Strict-Transport-Security: max-age=31536000", "Set-Cookie: a=b"}) {
        CAPTURE(line);
        CHECK(has(text, line));
    }
    CHECK_FALSE(has(text, "Connection: close"));
    CHECK(security_headers(false).find("Strict-Transport") == std::string::npos);
}

TEST_CASE("the answer to HEAD has the length and no body; 204 and 304 have neither") {
    Envelope head;
    head.head_only = true;
    const auto text = serialised(json(200, {{"id", "x"}}), head);
    CHECK(has(text, "Content-Length: 10"));
    CHECK(text.ends_with("\r\n\r\n"));

    CHECK(serialised(no_content()).find("Content-Length") == std::string::npos);
    CHECK(serialised(Response{304}).find("Content-Length") == std::string::npos);
}

TEST_CASE("a lasting body is counted, and sent by another") {
    Response page;
    page.lasting_body = "12345";
    page.content_security_policy = "default-src 'self'";
    const auto text = serialised(page);
    CHECK(has(text, "Content-Length: 5"));
    CHECK(text.ends_with("\r\n\r\n"));
    CHECK(has(text, "Content-Security-Policy: default-src 'self'"));
}

TEST_CASE("dates are RFC 9110's fixed form") {
    CHECK(http_date(Time{std::chrono::seconds{784111777}}) == "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace sparekey::http
