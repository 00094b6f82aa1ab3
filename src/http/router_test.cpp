#include "http/router.h"

#include <doctest/doctest.h>

namespace sparekey::http {
namespace {

Handler nothing() {
    return [](Request&) -> Awaitable<Response> { co_return Response{}; };
}

Router router() {
    Router made;
    made.get("/", nothing());
    made.get("/api/v1/sessions", nothing());
    made.post("/api/v1/sessions", nothing());
    made.remove("/api/v1/sessions/{id}", nothing());
    made.get("/api/v1/sessions/{id}/events/{event}", nothing());
    made.post("/api/v1/sessions/current", nothing());
    return made;
}

struct Asked {
    std::string pattern, allow, id, event;
};

Asked ask(Method method, std::string path) {
    static const Router table = router();
    Request request;
    request.method = method;
    request.target.path = std::move(path);
    const auto found = table.find(request);
    return {found.route ? found.route->pattern : "", found.allow,
            std::string(request.path_parameter("id")),
            std::string(request.path_parameter("event"))};
}

}  // namespace

TEST_CASE("a route is found by method and path") {
    CHECK(ask(Method::get, "/").pattern == "/");
    CHECK(ask(Method::get, "/api/v1/sessions").pattern == "/api/v1/sessions");
    CHECK(ask(Method::head, "/api/v1/sessions").pattern == "/api/v1/sessions");
    const auto found = ask(Method::get, "/api/v1/sessions/a b/events/7");
    CHECK(found.pattern == "/api/v1/sessions/{id}/events/{event}");
    CHECK(found.id == "a b");
    CHECK(found.event == "7");
}

TEST_CASE("a literal goes before a parameter, and does not hide the parameter's methods") {
    CHECK(ask(Method::post, "/api/v1/sessions/current").pattern == "/api/v1/sessions/current");
    const auto removed = ask(Method::delete_, "/api/v1/sessions/current");
    CHECK(removed.pattern == "/api/v1/sessions/{id}");
    CHECK(removed.id == "current");
}

TEST_CASE("a path that exists says which methods it has") {
    CHECK(ask(Method::put, "/api/v1/sessions").allow == "GET, HEAD, POST");
    CHECK(ask(Method::other, "/api/v1/sessions/1").allow == "DELETE");
    CHECK(ask(Method::get, "/api/v1/sessions/current").allow == "POST, DELETE");
    CHECK(ask(Method::head, "/api/v1/sessions/1").allow == "DELETE");
}

TEST_CASE("a path that does not exist has neither route nor methods") {
    for (const char* path :
         {"/api", "/api/v1/sessions/", "/api/v1/sessions/1/", "/api/v1/sessions/1/events",
          "/API/v1/sessions", "/api/v1/sessionsx"}) {
        CAPTURE(path);
        const auto found = ask(Method::get, path);
        CHECK(found.pattern.empty());
        CHECK(found.allow.empty());
    }
}

}  // namespace sparekey::http
