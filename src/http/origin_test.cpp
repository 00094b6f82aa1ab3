#include "http/origin.h"

#include <doctest/doctest.h>

namespace sparekey::http {
namespace {

bool same(std::optional<std::string> origin, std::optional<std::string> site) {
    Request request;
    if (origin) request.add_header("Origin", *origin);
    if (site) request.add_header("Sec-Fetch-Site", *site);
    return is_same_origin(request, {"https://accounts.example", "http://localhost:5173"});
}

}  // namespace

TEST_CASE("a page of ours may change things") {
    CHECK(same("https://accounts.example", {}));
    CHECK(same("http://localhost:5173", "same-site"));
    CHECK(same({}, "same-origin"));
}

TEST_CASE("nobody else may") {
    CHECK_FALSE(same({}, {}));
    CHECK_FALSE(same("null", "same-origin"));
    CHECK_FALSE(same("https://evil.example", "same-origin"));
    CHECK_FALSE(same("http://accounts.example", {}));
    CHECK_FALSE(same("https://accounts.example.evil.example", {}));
    CHECK_FALSE(same("https://accounts.example:8443", {}));
    CHECK_FALSE(same("", "same-origin"));
    for (const char* site : {"none", "same-site", "cross-site", ""}) CHECK_FALSE(same({}, site));
}

TEST_CASE("an origin is written as a browser sends it") {
    for (const char* text : {"https://a.example", "http://localhost:8080",
                             "https://[2001:db8::1]:8443", "http://[::1]"}) {
        CAPTURE(text);
        CHECK(is_origin(text));
    }
    for (const char* text : {"", "https://", "a.example", "https://a.example/", "https://A.example",
                             "https://a.example:443", "http://a.example:80", "ftp://a.example",
                             "https://a.example:", "https://a.example:0", "https://a.example:99999",
                             "https://a.example:08", "null", "*"}) {
        CAPTURE(text);
        CHECK_FALSE(is_origin(text));
    }
}

}  // namespace sparekey::http
