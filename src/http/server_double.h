// For tests: a server on a port of its own with a few routes, and requests to it.
#pragma once
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "base/failure.h"
#include "http/health_routes.h"
#include "http/lane.h"
#include "http/raw_client_double.h"
#include "http/server.h"

namespace sparekey::http {

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
        boost::asio::post(inside_->second, [timer = inside_->first] { timer->cancel(); });
    }
    // Keeps the thread that entered from all else until then.
    void hold_thread(Timer::time_point until) {
        boost::asio::post(inside_->second, [until] {
            while (Timer::clock_type::now() < until) std::this_thread::yield();
        });
    }

   private:
    std::promise<std::pair<Timer*, Executor>> entered_;
    std::optional<std::pair<Timer*, Executor>> inside_;
};

inline const std::string large(32 * 1024 * 1024, 'x');

inline Awaitable<Response> echo(Request& request) {
    co_return json(200, boost::json::string(request.body));
}

inline Awaitable<Response> item(Request& request) {
    co_return json(200, {{"id", request.path_parameter("id")},
                         {"from", request.client_address},
                         {"key", request.client.text()},
                         {"secure", request.secure}});
}

inline Awaitable<Response> fail(Request& request) {
    const auto kind = request.path_parameter("kind");
    if (kind == "busy") throw Failure{Failure::Kind::busy, "the queue of /var/secret is full"};
    if (kind == "unknown") throw Failure{Failure::Kind::unknown, "lost"};
    if (kind == "broken") throw Failure{Failure::Kind::broken, "no such column"};
    throw std::logic_error("a bug");
    co_return Response{};
}

inline Awaitable<Response> lasting(Request&) {
    Response response;
    response.content_type = "text/plain";
    response.lasting_body = large;
    co_return response;
}

inline Router routes(Gate& gate) {
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

inline std::string get(std::string_view path, std::string_view more = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more) + "\r\n";
}

inline std::string post(std::string_view path, std::string_view body,
                        std::string_view more = "Content-Type: application/json\r\n") {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(more) + "\r\n" + std::string(body);
}

inline RawAnswer ask(const Running& running, const std::string& octets) {
    return RawClient{running.port()}.ask(octets);
}

inline bool is_problem(const RawAnswer& answer, int status, const std::string& slug) {
    return answer.status == status && answer.header("content-type") == "application/problem+json" &&
           answer.header("cache-control") == "no-store" &&
           answer.body.find("\"type\":\"/errors/" + slug + "\"") != std::string::npos &&
           answer.body.find("\"status\":" + std::to_string(status)) != std::string::npos &&
           (answer.header("x-request-id").empty() ||
            answer.body.find("\"instance\":\"" + answer.header("x-request-id") + "\"") !=
                std::string::npos);
}

}  // namespace sparekey::http
