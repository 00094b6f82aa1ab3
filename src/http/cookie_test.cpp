#include "http/cookie.h"

#include <doctest/doctest.h>

namespace sparekey::http {

TEST_CASE("a cookie is found by its whole name") {
    CHECK(find_cookie("a=1; b=2;c=3", "b") == "2");
    CHECK(find_cookie("a=1; b=2;c=3", "c") == "3");
    CHECK(find_cookie("a=x=y", "a") == "x=y");
    CHECK(find_cookie("a=", "a") == "");
    CHECK_FALSE(find_cookie("ab=1; xb=2; b", "b").has_value());
    CHECK_FALSE(find_cookie("A=1", "a").has_value());
    CHECK_FALSE(find_cookie("", "a").has_value());
}

TEST_CASE("a cookie given twice is none: nobody can say which is ours") {
    CHECK_FALSE(find_cookie("a=1; a=2", "a").has_value());
    CHECK_FALSE(find_cookie("a=1; b=3; a=1", "a").has_value());
}

TEST_CASE("a cookie behind too many others is none") {
    std::string header;
    for (std::size_t i = 1; i < cookies_max; ++i) header += "x" + std::to_string(i) + "=1; ";
    CHECK(find_cookie(header + "a=1", "a") == "1");
    CHECK_FALSE(find_cookie(header + "x=1; a=1", "a").has_value());
}

TEST_CASE("a cookie is set with every protection") {
    CHECK(set_cookie(session_cookie, "abc_-1") ==
          "__Host-sparekey-session=abc_-1; Path=/; Secure; HttpOnly; SameSite=Strict");
    CHECK(set_cookie(browser_cookie, "x", std::chrono::seconds{60}) ==
          "__Host-sparekey-browser=x; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Strict");
    CHECK(clear_cookie(session_cookie) ==
          "__Host-sparekey-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict");
}

}  // namespace sparekey::http
