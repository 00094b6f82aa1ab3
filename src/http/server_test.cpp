#include "http/server.h"

#include <doctest/doctest.h>

#include <boost/asio/ip/tcp.hpp>
#include <future>
#include <optional>
#include <thread>

#include "base/failure.h"
#include "http/server_double.h"

namespace sparekey::http {

using namespace std::chrono_literals;

namespace {

void wait_until_empty(const Running& running) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (running.server.connections() > 0 && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
}

}  // namespace

TEST_CASE("a sender who is too slow is told so and closed, in the head as in the body") {
    Limits limits;
    limits.header = 50ms;
    limits.body = 50ms;
    const Running running{limits};
    const std::string half_a_body =
        "POST /api/v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
        "Content-Type: application/json\r\n\r\n12";
    for (const std::string& wire : {std::string{"GET /heal"}, half_a_body}) {
        CAPTURE(wire);
        RawClient client{running.port()};
        CHECK(is_problem(client.ask(wire), 408, "request-timeout"));
        CHECK(client.is_closed());
    }
}

TEST_CASE("a deadline is for the whole head: octets that trickle do not move it") {
    Limits limits;
    limits.header = 100ms;
    limits.header_octets_max = 1'000'000;
    limits.header_fields_max = 100'000;
    const Running running{limits};
    RawClient client{running.port()};
    client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n");
    // Never the empty line that ends it.
    for (int i = 0; i < 1000 && !client.answered_within(5ms); ++i) client.send("X: y\r\n");
    CHECK(is_problem(client.receive(), 408, "request-timeout"));
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
    while (running.server.connections() == 0 && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    wait_until_empty(running);
    CHECK(running.server.connections() == 0);
    CHECK(client.receive().status == 0);
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
    wait_until_empty(running);
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

    auto stopped = std::async(std::launch::async, [&] { return running.server.stop(); });
    CHECK(idle.is_closed());
    CHECK_THROWS(RawClient{running.port()});
    CHECK(stopped.wait_for(0s) == std::future_status::timeout);
    running.gate.open();
    const auto answer = busy.receive();
    CHECK(answer.body == "\"passed\"");
    CHECK(answer.header("connection") == "close");
    CHECK(busy.is_closed());
    CHECK(stopped.get());
}

TEST_CASE("a stop does not wait longer than its drain for what never ends") {
    Limits limits;
    limits.drain = 50ms;
    std::optional<Running> running{limits};
    RawClient stuck{running->port()};
    stuck.send(get("/api/v1/gate"));
    running->gate.wait_until_entered();
    CHECK_FALSE(running->server.stop());
    running.reset();
    CHECK(stuck.is_closed());
}

TEST_CASE("a stop ends although the next look-out falls due with it") {
    Limits limits;
    limits.idle = 20ms;  // A look every 5 ms.
    limits.drain = 5s;
    Running running{limits};
    RawClient client{running.port()};
    client.send(get("/api/v1/gate", "Connection: close\r\n"));
    running.gate.wait_until_entered();
    running.gate.open();
    REQUIRE(client.receive().status == 200);
    wait_until_empty(running);
    // Both come while the thread is busy, so that it finds them in one round.
    running.gate.hold_thread(std::chrono::steady_clock::now() + 100ms);
    CHECK(running.server.stop());
}

TEST_CASE("many threads share one port") {
    ServerOptions options;
    options.threads = 4;
    const Running running{std::move(options)};
    for (int i = 0; i < 32; ++i) CHECK(ask(running, get("/healthz")).status == 200);
}

TEST_CASE("a port that is taken, an address or an origin that is none: refused with the reason") {
    Gate gate;
    boost::asio::io_context context;
    const boost::asio::ip::tcp::acceptor other{context,
                                               {boost::asio::ip::address_v4::loopback(), 0}};
    ServerOptions taken;
    taken.port = other.local_endpoint().port();
    CHECK_THROWS_AS(Server(taken, routes(gate)), Failure);
    ServerOptions nowhere;
    nowhere.address = "localhost";
    CHECK_THROWS_AS(Server(nowhere, routes(gate)), Failure);
    ServerOptions sloppy;
    sloppy.public_origins = {"https://accounts.example/"};
    CHECK_THROWS_AS(Server(sloppy, routes(gate)), Failure);
}

}  // namespace sparekey::http
