#include "http/request.h"

#include <doctest/doctest.h>

namespace sparekey::http {

TEST_CASE("a header is found whatever its case, the first of its name") {
    Request request;
    for (int i = 0; i < 50; ++i) request.add_header("X-Filler", "filler");
    request.add_header("X-Forwarded-For", "a");
    request.add_header("x-forwarded-for", "b");
    CHECK(request.header("x-FORWARDED-for") == "a");
    CHECK(request.headers("X-Forwarded-For") == std::vector<std::string_view>{"a", "b"});
    CHECK_FALSE(request.header("X-Forwarded").has_value());
    CHECK(request.header_count() == 52);
}

TEST_CASE("a bearer token is taken from Authorization, and from no other scheme") {
    const auto bearer = [](std::string_view value) {
        Request request;
        request.add_header("Authorization", value);
        return std::string(request.bearer().value_or("none"));
    };
    CHECK(bearer("Bearer abc") == "abc");
    CHECK(bearer("bearer  abc") == "abc");
    CHECK(bearer("Basic abc") == "none");
    CHECK(bearer("Bearer") == "none");
    CHECK(bearer("Bearer ") == "none");
    CHECK_FALSE(Request{}.bearer().has_value());
}

}  // namespace sparekey::http
