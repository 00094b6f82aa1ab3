#include "base/user_agent.h"

#include <doctest/doctest.h>

namespace sparekey {
namespace {

std::string text_of(std::string_view user_agent) { return agent_text(agent_of(user_agent)); }

TEST_CASE("browsers are named out of a list, each by its own name") {
    CHECK(text_of("Mozilla/5.0 (Windows NT 10.0; rv:120.0) Gecko/20100101 Firefox/120.0") ==
          "Firefox on Windows");
    CHECK(text_of("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) "
                  "Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0") == "Edge on Windows");
    CHECK(text_of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                  "Chrome/120.0.0.0 Safari/537.36 OPR/106.0.0.0") == "Opera on Linux");
    CHECK(text_of("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like "
                  "Gecko) Chrome/120.0.0.0 Safari/537.36") == "Chrome on ChromeOS");
    CHECK(text_of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
                  "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1") ==
          "Safari on iPhone");
    CHECK(text_of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
                  "(KHTML, like Gecko) CriOS/120.0 Mobile/15E148 Safari/604.1") ==
          "Chrome on iPhone");
    CHECK(text_of("Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like "
                  "Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36") ==
          "Samsung Internet on Android");
    CHECK(text_of("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)") == "macOS");
    CHECK(text_of("curl/7.88.1") == "curl");
    CHECK(text_of("").empty());
    CHECK(text_of("https://evil.example/").empty());
}

TEST_CASE("what was kept of an agent is read back, and nothing else is") {
    for (const char* text : {"Firefox on Windows", "Samsung Internet on Android", "curl", "macOS"})
        CHECK(agent_text(parse_agent_text(text)) == text);
    CHECK(agent_text(parse_agent_text("")).empty());
    CHECK(agent_text(parse_agent_text("https://evil.example/ on Linux")) == "Linux");
    CHECK(agent_text(parse_agent_text("Firefox on https://evil.example/")) == "Firefox");
}

}  // namespace
}  // namespace sparekey
