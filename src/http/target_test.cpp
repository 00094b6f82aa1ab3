#include "http/target.h"

#include <doctest/doctest.h>

namespace sparekey::http {

TEST_CASE("a path is decoded once, and only once") {
    CHECK(parse_target("/")->path == "/");
    CHECK(parse_target("/a/b%20c")->path == "/a/b c");
    CHECK(parse_target("/a%2525")->path == "/a%25");
    CHECK(parse_target("/Gr%C3%BC%C3%9Fe")->path == "/Grüße");
    CHECK(parse_target("/a+b")->path == "/a+b");
    CHECK(parse_target("/a/")->path == "/a/");
}

TEST_CASE("a path that two parsers may read differently is refused") {
    for (const char* raw : {"",
                            "a",
                            "*",
                            "/a/../b",
                            "/a/%2e%2E/b",
                            "/..",
                            "/./a",
                            "/a//b",
                            "//a",
                            "/a%2Fb",
                            "/a\\b",
                            "/a%5Cb",
                            "/%00",
                            "/a%0Ab",
                            "/%7f",
                            "/%",
                            "/%4",
                            "/%zz",
                            "/%C3",
                            "/%C0%AE",
                            "/%ED%A0%80",
                            "/a#b",
                            "/a b",
                            "/\xc3\xbc",
                            "/\x01",
                            "example.org:443",
                            "ftp://a/b"}) {
        CAPTURE(raw);
        CHECK_FALSE(parse_target(raw).has_value());
    }
    CHECK_FALSE(parse_target(std::string_view{"/a\0b", 4}).has_value());
}

TEST_CASE("dots inside a name are a name") {
    CHECK(parse_target("/a/..b/c...")->path == "/a/..b/c...");
}

TEST_CASE("the absolute form is read without its authority") {
    CHECK(parse_target("http://example.org/a?b=c")->path == "/a");
    CHECK(parse_target("https://example.org")->path == "/");
}

TEST_CASE("a query is decoded, with + for a space") {
    const auto target = parse_target("/a?x=1%262&name=a+b%2B&flag&empty=");
    REQUIRE(target.has_value());
    const std::vector<std::pair<std::string, std::string>> wanted{
        {"x", "1&2"}, {"name", "a b+"}, {"flag", ""}, {"empty", ""}};
    CHECK(target->query == wanted);
    CHECK(parse_target("/a?")->query.empty());
    CHECK(parse_target("/a?b=c=d")->query.front().second == "c=d");
}

TEST_CASE("a query with a name given twice, or without one, or undecodable, is refused") {
    for (const char* raw :
         {"/?a=1&a=2", "/?a=1&%61=2", "/?=1", "/?a=%", "/?a=%00", "/?a=%ff", "/?%0A=1"}) {
        CAPTURE(raw);
        CHECK_FALSE(parse_target(raw).has_value());
    }
}

TEST_CASE("a target has limits, kept to the octet") {
    const std::string longest = "/" + std::string(target_octets_max - 1, 'a');
    CHECK(parse_target(longest).has_value());
    CHECK_FALSE(parse_target(longest + "a").has_value());

    std::string query = "/?";
    for (std::size_t i = 0; i < query_parameters_max; ++i) query += "p" + std::to_string(i) + "=&";
    CHECK(parse_target(query)->query.size() == query_parameters_max);
    CHECK_FALSE(parse_target(query + "one_more").has_value());
}

}  // namespace sparekey::http
