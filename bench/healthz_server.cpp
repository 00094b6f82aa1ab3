// The HTTP core alone, for comparison with hello.cpp: GET /healthz, POST /echo (200 octets of
// JSON). links: sparekey_http
//
//   healthz_server --port 8081 --threads 2
//   wrk -t1 -c256 -d3 http://127.0.0.1:8081/healthz
//
// It stops at the end of its standard input.
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

#include "http/health_routes.h"
#include "http/json.h"
#include "http/server.h"

using namespace sparekey;

namespace {

unsigned number_after(int count, char** words, std::string_view name, unsigned otherwise) {
    for (int i = 1; i + 1 < count; ++i) {
        if (words[i] != name) continue;
        const std::string_view digits = words[i + 1];
        std::from_chars(digits.begin(), digits.end(), otherwise);
    }
    return otherwise;
}

Awaitable<http::Response> echo(http::Request& request) {
    http::Fields fields{request};
    const auto text = fields.text("text", 1000);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    co_return http::json(200, {{"text", text}, {"padding", std::string(160, 'x')}});
}

}  // namespace

int main(int count, char** words) {
    http::ServerOptions options;
    options.port = static_cast<std::uint16_t>(number_after(count, words, "--port", 8081));
    options.threads = number_after(count, words, "--threads", 1);
    http::Router router;
    http::add_health_routes(router, {});
    http::RouteOptions open;
    open.origin = http::OriginCheck::none;
    router.post("/echo", echo, open);

    http::Server server{std::move(options), std::move(router)};
    while (std::getchar() != EOF) {
    }
    server.stop();
}
