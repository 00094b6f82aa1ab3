#include "http/access_log.h"

#include <doctest/doctest.h>

#include "base/log.h"
#include "http/server_double.h"
#include "test/scratch.h"

namespace sparekey::http {
namespace {

using namespace std::chrono_literals;

// What `requests` leave in a log that keeps `least` and above.
std::string logged(log::Level least, Duration slow, const std::vector<std::string>& requests) {
    const test::ScratchFolder scratch;
    const auto file = scratch / "log";
    log::start(least, file);
    {
        ServerOptions options;
        options.slow = slow;
        const Running running{std::move(options)};
        for (const auto& request : requests) (void)ask(running, request);
    }
    log::stop();
    return test::content_of(file);
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("a request is logged by its pattern, and nothing of the person is") {
    const auto text = logged(log::Level::debug, 1h,
                             {get("/api/v1/items/4711?email=ada@example.org",
                                  "Cookie: a=tasty\r\nUser-Agent: curious\r\n"),
                              get("/secret/path"), get("/%00")});
    CHECK(count(text, R"("event":"request","method":"GET","route":"/api/v1/items/{id}",)"
                      R"("status":200,"took_us":)") == 1);
    CHECK(count(text, R"("route":"none","status":404)") == 1);
    CHECK(count(text, R"("route":"none","status":400)") == 1);
    CHECK(count(text, R"("octets":)") == 3);
    for (const char* part : {"4711", "ada", "tasty", "curious", "127.0.0.1", "secret"}) {
        CAPTURE(part);
        CHECK(count(text, part) == 0);
    }
}

TEST_CASE("success is quiet; what failed or was slow is not") {
    const std::vector<std::string> requests{get("/healthz"), get("/nothing"),
                                            get("/api/v1/fails/busy"), get("/api/v1/fails/bug")};
    const auto usual = logged(log::Level::info, 1h, requests);
    CHECK(count(usual, R"("event":"request")") == 2);
    CHECK(count(usual,
                R"("level":"warning","event":"request_failed","route":"/api/v1/fails/{kind}")") ==
          1);
    CHECK(count(usual,
                R"("level":"error","event":"request_failed","route":"/api/v1/fails/{kind}")") == 1);
    CHECK(count(usual, R"("status":503)") == 1);
    CHECK(count(usual, R"("status":500)") == 1);

    CHECK(count(logged(log::Level::info, 0us, requests), R"("event":"slow_request")") == 4);
}

}  // namespace sparekey::http
