#include "http/health_routes.h"

#include <doctest/doctest.h>

#include "base/failure.h"
#include "base/run.h"

namespace sparekey::http {
namespace {

ReadyCheck check(std::string name, bool passes) {
    return {std::move(name), [passes]() -> Awaitable<bool> { co_return passes; }};
}

Awaitable<bool> fails() {
    throw Failure{Failure::Kind::unavailable, "no database"};
    co_return true;
}

Response ask(std::vector<ReadyCheck> checks, std::string path) {
    Router router;
    add_health_routes(router, std::move(checks));
    Request request;
    request.target.path = std::move(path);
    return run(router.find(request).route->handler(request));
}

}  // namespace

TEST_CASE("ready is when every check passes, and each is named") {
    const auto ready = ask({check("database", true), check("key_ring", true)}, "/readyz");
    CHECK(ready.status == 200);
    CHECK(ready.body == R"({"status":"ready","checks":{"database":true,"key_ring":true}})");
}

TEST_CASE("one check that fails, or throws, makes it not ready, without saying why") {
    const auto failed = ask({check("database", true), check("key_ring", false)}, "/readyz");
    CHECK(failed.status == 503);
    const auto thrown = ask({{"database", fails}, check("key_ring", true)}, "/readyz");
    CHECK(thrown.status == 503);
    CHECK(thrown.body == R"({"status":"not ready","checks":{"database":false,"key_ring":true}})");
}

TEST_CASE("a check that only warns is shown, and takes nobody out of service") {
    auto warning = check("journal", false);
    warning.only_warns = true;
    const auto warned = ask({check("database", true), warning}, "/readyz");
    CHECK(warned.status == 200);
    CHECK(warned.body == R"({"status":"ready","checks":{"database":true,"journal":false}})");
    CHECK(ask({check("database", false), warning}, "/readyz").status == 503);
}

TEST_CASE("alive is whoever answers") {
    CHECK(ask({check("database", false)}, "/healthz").status == 200);
}

}  // namespace sparekey::http
