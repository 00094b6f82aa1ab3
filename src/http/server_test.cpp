#include "http/server.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <future>
#include <stdexcept>
#include <thread>

#include "base/failure.h"
#include "http/health_routes.h"
#include "http/lane.h"
#include "http/raw_client_double.h"

namespace sparekey::http {
namespace {

using namespace std::chrono_literals;

// A handler that waits in it until the test lets it go.
class Gate {
   public:
    Awaitable<Response> pass() {
        auto executor = co_await boost::asio::this_coro::executor;
        Timer timer{executor, Timer::time_point::max()};
        entered_.set_value({&timer, executor});
        boost::system::error_code cancelled;
        co_await timer.async_wait(boost::asio::redirect_error(use_awaitable, cancelled));
        co_return json(200, "passed");
    }
    void wait_until_entered() { inside_ = entered_.get_future().get(); }
    void open() {
        boost::asio::post(inside_.second, [timer = inside_.first] { timer->cancel(); });
    }

   private:
    std::promise<std::pair<Timer*, Executor>> entered_;
    std::pair<Timer*, Executor> inside_{nullptr, Executor{}};
};

const std::string large(32 * 1024 * 1024, 'x');

Awaitable<Response> echo(Request& request) { co_return json(200, boost::json::string(request.body)); }

Awaitable<Response> item(Request& request) {
    co_return json(200, {{"id", request.path_parameter("id")},
                         {"from", request.client_address},
                         {"key", request.client.text()},
                         {"secure", request.secure}});
}

Awaitable<Response> fail(Request& request) {
    const auto kind = request.path_parameter("kind");
    if (kind == "busy") throw Failure{Failure::Kind::busy, "the queue of /var/secret is full"};
    if (kind == "unknown") throw Failure{Failure::Kind::unknown, "lost"};
    if (kind == "broken") throw Failure{Failure::Kind::broken, "no such column"};
    throw std::logic_error("a bug");
    co_return Response{};
}

Awaitable<Response> lasting(Request&) {
    Response response;
    response.content_type = "text/plain";
    response.lasting_body = large;
    co_return response;
}

Router routes(Gate& gate) {
    Router router;
    add_health_routes(router, {});
    RouteOptions open;
    open.origin = OriginCheck::none;
    open.body_max = 100;
    router.post("/api/v1/echo", echo, open);
    router.post("/api/v1/guarded", echo);
    router.get("/api/v1/items/{id}", item);
    router.get("/api/v1/fails/{kind}", fail);
    router.get("/api/v1/large", lasting);
    router.get("/api/v1/gate", [&gate](Request&) { return gate.pass(); });
    return router;
}

struct Running {
    Gate gate;
    Server server;

    explicit Running(ServerOptions options = {}) : server(std::move(options), routes(gate)) {}
    Running(Limits limits) : Running(with(limits)) {}

    static ServerOptions with(Limits limits) {
        ServerOptions options;
        options.limits = limits;
        return options;
    }
    [[nodiscard]] std::uint16_t port() const { return server.port(); }
};

std::string get(std::string_view path, std::string_view more = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more) + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view more = "Content-Type: application/json\r\n") {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + std::string(more) + "\r\n" + std::string(body);
}

RawAnswer ask(const Running& running, const std::string& octets) { return RawClient{running.port()}.ask(octets); }

bool is_problem(const RawAnswer& answer, int status, const std::string& slug) {
    return answer.status == status && answer.header("content-type") == "application/problem+json" &&
           answer.header("cache-control") == "no-store" &&
           answer.body.find("\"type\":\"/errors/" + slug + "\"") != std::string::npos &&
           answer.body.find("\"status\":" + std::to_string(status)) != std::string::npos &&
           (answer.header("x-request-id").empty() ||
            answer.body.find("\"instance\":\"" + answer.header("x-request-id") + "\"") != std::string::npos);
}

}  // namespace

TEST_CASE("requests of one connection are answered in order, sent one by one or all at once") {
    const Running running;
    RawClient client{running.port()};
    CHECK(client.ask(get("/healthz")).body == R"({"status":"ok"})");
    CHECK(client.ask(get("/healthz")).status == 200);

    client.send(get("/api/v1/items/1") + post("/api/v1/echo", "{}") + get("/nothing") + get("/api/v1/items/2"));
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
         {std::string{"rubbish\r\n\r\n"}, get("/%00"), get("/%ff"), get("/a/../b"), get("/?a=1&a=2"),
          std::string{"GET / HTTP/1.1\r\n\r\n"}, get("/healthz", "Content-Length: 1\r\n") + "x"}) {
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
    CHECK(is_problem(ask(running, post("/api/v1/echo", std::string(101, ' '))), 413, "body-too-large"));
    // A megabyte nobody waits for: the answer arrives all the same.
    CHECK(is_problem(ask(running, post("/api/v1/echo", std::string(1'000'000, ' '))), 413, "body-too-large"));
    CHECK(is_problem(ask(running, "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + type +
                                      "\r\nffffff\r\n"),
                     413, "body-too-large"));
}

TEST_CASE("a sender who is too slow is told so and closed, in the head as in the body") {
    Limits limits;
    limits.header = 50ms;
    limits.body = 50ms;
    const Running running{limits};
    for (const std::string& wire : {std::string{"GET /heal"}, "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                                                              "Content-Type: application/json\r\n\r\n12"}) {
        CAPTURE(wire);
        RawClient client{running.port()};
        CHECK(is_problem(client.ask(wire), 408, "request-timeout"));
        CHECK(client.is_closed());
    }
}

TEST_CASE("a deadline is for the whole head: octets that trickle do not move it") {
    Limits limits;
    limits.header = 200ms;
    const Running running{limits};
    RawClient client{running.port()};
    const std::string head = "GET /healthz HTTP/1.1\r\nHost: a\r\n";
    const auto since = std::chrono::steady_clock::now();
    client.send(head);
    // Never the empty line that ends it.
    while (client.send("X: y\r\n") && std::chrono::steady_clock::now() - since < 2s) std::this_thread::sleep_for(5ms);
    CHECK(std::chrono::steady_clock::now() - since < 2s);
}

TEST_CASE("an idle connection is closed without a word, before and after a request") {
    Limits limits;
    limits.idle = 50ms;
    const Running running{limits};
    RawClient silent{running.port()};
    CHECK(silent.is_closed());
    RawClient client{running.port()};
    CHECK(client.ask(get("/healthz")).status == 200);
    CHECK(client.is_closed());
}

TEST_CASE("a client that does not read its answer is dropped") {
    Limits limits;
    limits.write = 50ms;
    const Running running{limits};
    RawClient client{running.port()};
    client.send(get("/api/v1/large"));
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (running.server.connections() == 0 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    while (running.server.connections() > 0 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    CHECK(running.server.connections() == 0);
    CHECK(client.receive().status == 0);
}

TEST_CASE("a large answer arrives whole") {
    const Running running;
    CHECK(ask(running, get("/api/v1/large")).body == large);
}

TEST_CASE("a method that a path does not have is 405, with those it has; OPTIONS and TRACE are no exception") {
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
    CHECK(ask(running, post("/api/v1/guarded", "{}", json_type + "Sec-Fetch-Site: same-origin\r\n")).status == 200);
    CHECK(is_problem(ask(running, post("/api/v1/guarded", "{}", json_type)), 403, "cross-site"));
    CHECK(is_problem(ask(running, post("/api/v1/guarded", "{}", json_type + "Origin: https://evil.example\r\n")), 403,
                     "cross-site"));
    CHECK(is_problem(ask(running, post("/api/v1/guarded", "{}", json_type + "Sec-Fetch-Site: none\r\n")), 403,
                     "cross-site"));

    CHECK(ask(running, post("/api/v1/guarded", "{}", ours + "content-type: Application/JSON; Charset=UTF-8\r\n")).status ==
          200);
    CHECK(is_problem(ask(running, post("/api/v1/guarded", "{}", ours)), 415, "unsupported-content-type"));
    CHECK(is_problem(ask(running, post("/api/v1/guarded", "{}", ours + "Content-Type: text/plain\r\n")), 415,
                     "unsupported-content-type"));
    CHECK(is_problem(ask(running, post("/api/v1/guarded", "{}", ours + "Content-Type: application/json; charset=latin1\r\n")),
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
    for (const std::string& wire : {get("/healthz"), get("/nothing"), get("/api/v1/fails/bug"), get("/%"),
                                    post("/api/v1/guarded", "{}"), std::string{"rubbish\r\n\r\n"}}) {
        CAPTURE(wire);
        const auto answer = ask(running, wire);
        CHECK(answer.header("x-content-type-options") == "nosniff");
        CHECK(answer.header("referrer-policy") == "no-referrer");
        CHECK(answer.header("cross-origin-opener-policy") == "same-origin");
        CHECK(answer.header("cross-origin-resource-policy") == "same-origin");
        CHECK(answer.header("strict-transport-security") == "max-age=31536000");
        CHECK(answer.header("content-security-policy").find("frame-ancestors 'none'") != std::string::npos);
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
    const std::string forwarded = "X-Forwarded-For: 192.0.2.66, 198.51.100.1\r\nX-Forwarded-Proto: https\r\n";
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
    const std::string head = " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n";
    RawClient client{running.port()};
    CHECK(client.ask("POST /api/v1/echo" + head + "Content-Length: 2\r\n\r\n").status == 100);
    CHECK(client.ask("{}").body == "\"{}\"");
    CHECK(is_problem(ask(running, "POST /api/v1/echo" + head + "Content-Length: 999\r\n\r\n"), 413, "body-too-large"));
}

TEST_CASE("one connection too many is told so and closed; there is room again when one ends") {
    Limits limits;
    limits.connections_max = 1;
    const Running running{limits};
    {
        RawClient first{running.port()};
        REQUIRE(first.ask(get("/healthz")).status == 200);
        RawClient second{running.port()};
        const auto answer = second.receive();
        CHECK(answer.status == 503);
        CHECK(answer.header("retry-after") == "5");
        CHECK(second.is_closed());
        CHECK(first.ask(get("/healthz", "Connection: close\r\n")).status == 200);
        CHECK(first.is_closed());
    }
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (running.server.connections() > 0 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    CHECK(ask(running, get("/healthz")).status == 200);
}

TEST_CASE("a stop closes what is idle, finishes what was taken, and takes nothing new") {
    Running running;
    RawClient idle{running.port()};
    REQUIRE(idle.ask(get("/healthz")).status == 200);
    RawClient busy{running.port()};
    // The second request of the pipeline was not taken yet: it is not answered.
    busy.send(get("/api/v1/gate") + get("/healthz"));
    running.gate.wait_until_entered();

    auto stopped = std::async(std::launch::async, [&] { running.server.stop(); });
    CHECK(idle.is_closed());
    CHECK_THROWS(RawClient{running.port()});
    CHECK(stopped.wait_for(0s) == std::future_status::timeout);
    running.gate.open();
    const auto answer = busy.receive();
    CHECK(answer.body == "\"passed\"");
    CHECK(answer.header("connection") == "close");
    CHECK(busy.is_closed());
    stopped.get();
}

TEST_CASE("a stop does not wait longer than its drain for what never ends") {
    Limits limits;
    limits.drain = 50ms;
    std::optional<Running> running{limits};
    RawClient stuck{running->port()};
    stuck.send(get("/api/v1/gate"));
    running->gate.wait_until_entered();
    running->server.stop();
    running.reset();
    CHECK(stuck.is_closed());
}

TEST_CASE("many threads share one port") {
    ServerOptions options;
    options.threads = 4;
    const Running running{std::move(options)};
    for (int i = 0; i < 32; ++i) CHECK(ask(running, get("/healthz")).status == 200);
}

TEST_CASE("a port that is taken, an address or an origin that is none: refused with the reason") {
    Gate gate;
    ServerOptions elsewhere;
    elsewhere.address = "203.0.113.250";
    CHECK_THROWS_AS(Server(elsewhere, routes(gate)), Failure);
    ServerOptions nowhere;
    nowhere.address = "localhost";
    CHECK_THROWS_AS(Server(nowhere, routes(gate)), Failure);
    ServerOptions sloppy;
    sloppy.public_origins = {"https://accounts.example/"};
    CHECK_THROWS_AS(Server(sloppy, routes(gate)), Failure);
}

}  // namespace sparekey::http
