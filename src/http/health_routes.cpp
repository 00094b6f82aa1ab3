#include "http/health_routes.h"

#include <memory>

#include "base/failure.h"

namespace sparekey::http {
namespace {

Awaitable<bool> passes(const ReadyCheck& check) {
    try {
        co_return co_await check.passes();
    } catch (const Failure&) {
        co_return false;  // Why is logged by whoever failed; this door is open to anybody.
    }
}

Awaitable<Response> ready(const std::vector<ReadyCheck>& checks) {
    boost::json::object results;
    bool all = true;
    for (const auto& check : checks) {
        const bool passed = co_await passes(check);
        results[check.name] = passed;
        all = all && (passed || check.only_warns);
    }
    boost::json::object answer{{"status", all ? "ready" : "not ready"},
                               {"checks", std::move(results)}};
    auto response = json(all ? 200 : 503, answer);
    response.header("Cache-Control", "no-store");
    co_return response;
}

Awaitable<Response> alive(Request&) {
    static constexpr std::string_view body = R"({"status":"ok"})";
    Response response;
    response.content_type = "application/json";
    response.body = body;
    co_return response;
}

}  // namespace

void add_health_routes(Router& router, std::vector<ReadyCheck> checks) {
    router.get("/healthz", alive);
    auto shared = std::make_shared<const std::vector<ReadyCheck>>(std::move(checks));
    router.get("/readyz", [shared](Request&) { return ready(*shared); });
}

}  // namespace sparekey::http
