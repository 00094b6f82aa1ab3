#include "http/connection.h"

#include <doctest/doctest.h>

#include "http/server_double.h"

namespace sparekey::http {

TEST_CASE("requests of one connection are answered in order, sent one by one or all at once") {
    const Running running;
    RawClient client{running.port()};
    CHECK(client.ask(get("/healthz")).body == R"({"status":"ok"})");
    CHECK(client.ask(get("/healthz")).status == 200);

    client.send(get("/api/v1/items/1") + post("/api/v1/echo", "{}") + get("/nothing") +
                get("/api/v1/items/2"));
    CHECK(client.receive().body.find("\"id\":\"1\"") != std::string::npos);
    CHECK(client.receive().body == "\"{}\"");
    CHECK(is_problem(client.receive(), 404, "not-found"));
    CHECK(client.receive().body.find("\"id\":\"2\"") != std::string::npos);
}

TEST_CASE("HEAD is answered as GET, without the body") {
    const Running running;
    RawClient client{running.port()};
    client.send("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + get("/healthz"));
    CHECK(client.receive(true).header("content-length") == "15");
    CHECK(client.receive().body == R"({"status":"ok"})");
}

TEST_CASE("a connection ends when the client says so") {
    const Running running;
    RawClient client{running.port()};
    CHECK(client.ask(get("/healthz", "Connection: close\r\n")).header("connection") == "close");
    CHECK(client.is_closed());
    RawClient old{running.port()};
    CHECK(old.ask("GET /healthz HTTP/1.0\r\n\r\n").header("connection") == "close");
    CHECK(old.is_closed());
    RawClient keeping{running.port()};
    const std::string keep = "GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    CHECK(keeping.ask(keep).header("connection") == "keep-alive");
    CHECK(keeping.ask(keep).status == 200);
}

TEST_CASE("what cannot be read is answered with 400, and the connection closed") {
    const Running running;
    for (const std::string& wire :
         {std::string{"rubbish\r\n\r\n"}, get("/%00"), get("/%ff"), get("/a/../b"),
          get("/?a=1&a=2"), std::string{"GET / HTTP/1.1\r\n\r\n"},
          get("/healthz", "Content-Length: 1\r\n") + "x"}) {
        CAPTURE(wire);
        RawClient client{running.port()};
        CHECK(is_problem(client.ask(wire), 400, "malformed-request"));
        CHECK(client.is_closed());
    }
}

TEST_CASE("too many headers are 431, too large a body is 413, however it is sent") {
    const Running running;
    std::string headers;
    for (int i = 0; i < 10'000; ++i) headers += "X-" + std::to_string(i) + ": y\r\n";
    RawClient many{running.port()};
    CHECK(is_problem(many.ask(get("/healthz", headers)), 431, "head-too-large"));
    CHECK(many.is_closed());

    const std::string type = "Content-Type: application/json\r\n";
    CHECK(ask(running, post("/api/v1/echo", std::string(100, ' '))).status == 200);
    CHECK(is_problem(ask(running, post("/api/v1/echo", std::string(101, ' '))), 413,
                     "body-too-large"));
    // A megabyte nobody waits for: the answer arrives all the same.
    CHECK(is_problem(ask(running, post("/api/v1/echo", std::string(1'000'000, ' '))), 413,
                     "body-too-large"));
    CHECK(is_problem(
        ask(running, "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" +
                         type + "\r\nffffff\r\n"),
        413, "body-too-large"));
}

TEST_CASE("a large answer arrives whole") {
    const Running running;
    CHECK(ask(running, get("/api/v1/large")).body == large);
}

TEST_CASE(
    "a method that a path does not have is 405, with those it has; OPTIONS and TRACE are no "
    "exception") {
    const Running running;
    for (const std::string method : {"DELETE", "OPTIONS", "TRACE", "BREW"}) {
        CAPTURE(method);
        const auto answer = ask(running, method + " /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(is_problem(answer, 405, "method-not-allowed"));
        CHECK(answer.header("allow") == "GET, HEAD");
    }
}

TEST_CASE("a change needs a page of ours, and a body the right content type") {
    ServerOptions options;
    options.public_origins = {"https://accounts.example"};
    const Running running{std::move(options)};
    const std::string json_type = "Content-Type: application/json\r\n";
    const std::string ours = "Origin: https://accounts.example\r\n";
    CHECK(ask(running, post("/api/v1/guarded", "{}", json_type + ours)).status == 200);
    CHECK(ask(running, post("/api/v1/guarded", "{}", json_type + "Sec-Fetch-Site: same-origin\r\n"))
              .status == 200);
    CHECK(is_problem(ask(running, post("/api/v1/guarded", "{}", json_type)), 403, "cross-site"));
    CHECK(is_problem(
        ask(running, post("/api/v1/guarded", "{}", json_type + "Origin: https://evil.example\r\n")),
        403, "cross-site"));
    CHECK(is_problem(
        ask(running, post("/api/v1/guarded", "{}", json_type + "Sec-Fetch-Site: none\r\n")), 403,
        "cross-site"));

    CHECK(ask(running, post("/api/v1/guarded", "{}",
                            ours + "content-type: Application/JSON; Charset=UTF-8\r\n"))
              .status == 200);
    CHECK(is_problem(ask(running, post("/api/v1/guarded", "{}", ours)), 415,
                     "unsupported-content-type"));
    CHECK(is_problem(
        ask(running, post("/api/v1/guarded", "{}", ours + "Content-Type: text/plain\r\n")), 415,
        "unsupported-content-type"));
    CHECK(
        is_problem(ask(running, post("/api/v1/guarded", "{}",
                                     ours + "Content-Type: application/json; charset=latin1\r\n")),
                   415, "unsupported-content-type"));
    // Without a body there is nothing to be of a type.
    CHECK(ask(running, post("/api/v1/guarded", "", ours)).status == 200);
}

TEST_CASE("what a handler throws becomes 503 with Retry-After, or 500, and tells nothing") {
    const Running running;
    RawClient client{running.port()};
    const auto busy = client.ask(get("/api/v1/fails/busy"));
    CHECK(is_problem(busy, 503, "busy"));
    CHECK(busy.header("retry-after") == "2");
    CHECK(busy.body.find("secret") == std::string::npos);
    CHECK(is_problem(client.ask(get("/api/v1/fails/unknown")), 503, "outcome-unknown"));
    CHECK(is_problem(client.ask(get("/api/v1/fails/broken")), 500, "internal"));
    CHECK(is_problem(client.ask(get("/api/v1/fails/bug")), 500, "internal"));
    CHECK(client.ask(get("/healthz")).status == 200);
}

TEST_CASE("every answer carries the security headers, and an id of its own") {
    ServerOptions options;
    options.public_origins = {"https://accounts.example"};
    const Running running{std::move(options)};
    std::string last_id;
    for (const std::string& wire :
         {get("/healthz"), get("/nothing"), get("/api/v1/fails/bug"), get("/%"),
          post("/api/v1/guarded", "{}"), std::string{"rubbish\r\n\r\n"}}) {
        CAPTURE(wire);
        const auto answer = ask(running, wire);
        CHECK(answer.header("x-content-type-options") == "nosniff");
        CHECK(answer.header("referrer-policy") == "no-referrer");
        CHECK(answer.header("cross-origin-opener-policy") == "same-origin");
        CHECK(answer.header("cross-origin-resource-policy") == "same-origin");
        CHECK(answer.header("strict-transport-security") == "max-age=31536000");
        CHECK(answer.header("content-security-policy").find("frame-ancestors 'none'") !=
              std::string::npos);
        CHECK_FALSE(answer.header("permissions-policy").empty());
        CHECK_FALSE(answer.header("date").empty());
        CHECK(answer.header("x-request-id").size() == 16);
        CHECK(answer.header("x-request-id") != last_id);
        last_id = answer.header("x-request-id");
    }
}

TEST_CASE("nothing under /api is kept by a cache") {
    const Running running;
    CHECK(ask(running, get("/api/v1/items/1")).header("cache-control") == "no-store");
}

TEST_CASE("who a client is, only a trusted proxy may say") {
    const std::string forwarded =
        "X-Forwarded-For: 192.0.2.66, 198.51.100.1\r\nX-Forwarded-Proto: https\r\n";
    const Running alone;
    const auto told = ask(alone, get("/api/v1/items/1", forwarded)).body;
    CHECK(told == R"({"id":"1","from":"127.0.0.1","key":"127.0.0.1","secure":false})");

    ServerOptions options;
    options.trusted_proxies = *TrustedProxies::parse(std::vector<std::string>{"127.0.0.0/8"});
    const Running behind{std::move(options)};
    CHECK(ask(behind, get("/api/v1/items/1", forwarded)).body ==
          R"({"id":"1","from":"198.51.100.1","key":"198.51.100.1","secure":true})");
    CHECK(ask(behind, get("/api/v1/items/1", "X-Forwarded-For: 2001:db8:1:2:3:4:5:6\r\n")).body ==
          R"({"id":"1","from":"2001:db8:1:2:3:4:5:6","key":"2001:db8:1:2::/64","secure":false})");
}

TEST_CASE("a client that waits for leave to send its body gets it, or the refusal instead") {
    const Running running;
    const std::string head =
        " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n";
    RawClient client{running.port()};
    CHECK(client.ask("POST /api/v1/echo" + head + "Content-Length: 2\r\n\r\n").status == 100);
    CHECK(client.ask("{}").body == "\"{}\"");
    CHECK(is_problem(ask(running, "POST /api/v1/echo" + head + "Content-Length: 999\r\n\r\n"), 413,
                     "body-too-large"));
}

}  // namespace sparekey::http
