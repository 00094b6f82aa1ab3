#include "http/body_stream.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "http/server_double.h"

namespace sparekey::http {
namespace {

using namespace std::chrono_literals;

// Takes its body in pieces of an odd size and says how it went.
struct Taker {
    std::atomic<int> lost = 0;     // How often no more came.
    std::atomic<int> running = 0;  // Handlers that have begun.
    std::size_t stop_after = ~std::size_t{0};
    bool throws = false;

    Awaitable<Response> take(Request& request) {
        ++running;
        std::string all;
        Bytes room(997);
        while (all.size() < stop_after) {
            const auto got = co_await request.stream->read(room);
            if (!got) {
                ++lost;
                co_return json(200, "nobody reads this");
            }
            if (*got == 0) break;
            all.append(text_of(BytesView{room}.first(*got)));
            if (throws) throw Failure{Failure::Kind::unavailable, "the disk is full"};
        }
        co_return json(200, {{"octets", all.size()},
                             {"length", request.stream->length()},
                             {"first", all.substr(0, 1)},
                             {"body", request.body.size()}});
    }
};

constexpr std::size_t most = 300'000;

// Pieces of a known text, and an end that may come too early.
Awaitable<Response> pieces(Request& request) {
    const bool breaks = request.query("breaks").has_value();
    auto source = std::make_shared<BodySource>();
    source->length = 500'000;
    const auto sent = std::make_shared<std::size_t>(0);
    source->next = [sent, breaks]() -> Awaitable<std::optional<Bytes>> {
        if (breaks && *sent > 100'000) throw Failure{Failure::Kind::unavailable, "gone"};
        const auto octets = std::min<std::size_t>(60'000, 500'000 - *sent);
        *sent += octets;
        co_return Bytes(octets, std::byte{'x'});
    };
    Response response;
    response.content_type = "video/webm";
    response.source = source;
    co_return response;
}

struct Streaming {
    Taker taker;
    Server server;

    explicit Streaming(Limits limits = {}) : server(Running::with(limits), routes()) {}
    Router routes() {
        Router router;
        RouteOptions options;
        options.streamed = true;
        options.body_max = most;
        options.content_type = "image/jpeg, image/png";
        options.origin = OriginCheck::none;
        router.post(
            "/api/v1/take", [this](Request& request) { return taker.take(request); }, options);
        router.get("/api/v1/pieces", pieces);
        add_health_routes(router, {});
        return router;
    }
    [[nodiscard]] RawAnswer ask(const std::string& octets) const {
        return RawClient{server.port()}.ask(octets);
    }
};

const std::string jpeg = "Content-Type: image/jpeg\r\n";

std::string upload(std::string_view body, std::string_view more = jpeg) {
    return post("/api/v1/take", body, more);
}

}  // namespace

TEST_CASE("a streamed body arrives whole, and the next request after it") {
    const Streaming streaming;
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{996}, std::size_t{5000}, most}) {
        RawClient client{streaming.server.port()};
        client.send(upload(std::string(size, 'a')) + get("/healthz"));
        const auto answer = client.receive();
        CHECK(answer.status == 200);
        const auto text = std::to_string(size);
        CHECK(answer.body.find("\"octets\":" + text + ",\"length\":" + text) != std::string::npos);
        CHECK(answer.body.find("\"body\":0") != std::string::npos);
        CHECK(client.receive().status == 200);
    }
}

TEST_CASE("a streamed body has a length, not too great, and one of its route's types") {
    const Streaming streaming;
    CHECK(is_problem(streaming.ask(upload(std::string(most + 1, 'a'))), 413, "body-too-large"));
    CHECK(is_problem(streaming.ask("POST /api/v1/take HTTP/1.1\r\nHost: a\r\n" + jpeg +
                                   "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
                     411, "length-required"));
    CHECK(is_problem(streaming.ask(upload("a", "Content-Type: image/gif\r\n")), 415,
                     "unsupported-content-type"));
    CHECK(streaming.ask(upload("a", "Content-Type: image/png\r\n")).status == 200);
    CHECK(streaming.taker.running == 1);
}

TEST_CASE("a body is asked for when its handler reads it, and not before") {
    Streaming streaming;
    const std::string head = "POST /api/v1/take HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n" +
                             jpeg + "Expect: 100-continue\r\n\r\n";
    {
        RawClient client{streaming.server.port()};
        client.send(head);
        CHECK(client.receive(true).status == 100);
        client.send("hello");
        CHECK(client.receive().status == 200);
    }
    streaming.taker.stop_after = 0;
    RawClient refused{streaming.server.port()};
    CHECK(refused.ask(head).status == 200);
}

TEST_CASE("what a handler leaves unread is not taken for the next request") {
    Streaming streaming;
    streaming.taker.stop_after = 1;
    RawClient client{streaming.server.port()};
    client.send(upload(std::string(200'000, 'a')));
    const auto answer = client.receive();
    CHECK(answer.status == 200);
    CHECK(answer.header("connection") == "close");
    CHECK(client.is_closed());
}

TEST_CASE("a handler that fails in the middle is answered for, and the server goes on") {
    Streaming streaming;
    streaming.taker.throws = true;
    CHECK(is_problem(streaming.ask(upload(std::string(200'000, 'a'))), 503, "unavailable"));
    streaming.taker.throws = false;
    CHECK(streaming.ask(upload("a")).status == 200);
}

TEST_CASE("a client that stands still is told so, and one that is gone is forgotten") {
    Limits limits;
    limits.progress = 200ms;
    limits.progress_octets = 1000;
    Streaming streaming{limits};
    const std::string head =
        "POST /api/v1/take HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n" + jpeg + "\r\n";
    {
        RawClient client{streaming.server.port()};
        client.send(head + std::string(1500, 'a'));
        CHECK(is_problem(client.receive(), 408, "request-timeout"));
        CHECK(client.is_closed());
    }
    CHECK(streaming.taker.lost == 1);
    {
        RawClient client{streaming.server.port()};
        client.send(head + std::string(1500, 'a'));
        while (streaming.taker.running < 2) std::this_thread::yield();
    }
    streaming.server.stop();
    CHECK(streaming.taker.lost == 2);
}

TEST_CASE("a body that is made as it is sent arrives whole, or visibly not") {
    const Streaming streaming;
    RawClient client{streaming.server.port()};
    const auto whole = client.ask(get("/api/v1/pieces"));
    CHECK(whole.status == 200);
    CHECK(whole.body == std::string(500'000, 'x'));
    CHECK(client.ask(get("/healthz")).status == 200);
    client.send("HEAD /api/v1/pieces HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(client.receive(true).header("content-length") == "500000");
    CHECK(client.ask(get("/api/v1/pieces?breaks=1")).status == 0);
}

}  // namespace sparekey::http
