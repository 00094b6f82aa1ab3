#include "http/client_key.h"

#include <doctest/doctest.h>

namespace sparekey::http {
namespace {

ClientKey key(std::string_view text) {
    const auto parsed = parse_client_key(text);
    REQUIRE(parsed.has_value());
    return *parsed;
}

TrustedProxies proxies(std::vector<std::string> networks) {
    const auto parsed = TrustedProxies::parse(networks);
    REQUIRE(parsed.has_value());
    return *parsed;
}

std::string client_of(const TrustedProxies& trusted, std::string_view peer,
                      std::vector<std::string_view> forwarded) {
    return trusted.client_of(peer, forwarded);
}

}  // namespace

TEST_CASE("an IPv6 client is its /64, an IPv4 client its address") {
    CHECK(key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    CHECK(key("2001:db8:1:2::1") != key("2001:db8:1:3::1"));
    CHECK(key("203.0.113.7") != key("203.0.113.8"));
    CHECK(key("2001:db8:1:2::1").text() == "2001:db8:1:2::/64");
    CHECK(key("203.0.113.7").text() == "203.0.113.7");
}

TEST_CASE(
    "an IPv4 address mapped into IPv6 is that IPv4 address, and no IPv6 prefix collides with one") {
    CHECK(key("::ffff:203.0.113.7") == key("203.0.113.7"));
    CHECK(key("::1") != key("0.0.0.0"));
}

TEST_CASE("what is no plain address is no client") {
    for (const char* text :
         {"", "localhost", "1.2.3", "1.2.3.4:80", "[::1]", "::1%lo", " 1.2.3.4", "1.2.3.4/8"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_client_key(text).has_value());
    }
    CHECK_FALSE(parse_client_key(std::string_view{"1.2.3.4\0", 8}).has_value());
}

TEST_CASE("networks hold what their prefix says") {
    const auto trusted = proxies({"10.0.0.0/8", "2001:db8::/33", "192.0.2.1"});
    CHECK(trusted.trusts("10.255.0.1"));
    CHECK(trusted.trusts("::ffff:10.1.2.3"));
    CHECK_FALSE(trusted.trusts("11.0.0.0"));
    CHECK(trusted.trusts("2001:db8:7fff::1"));
    CHECK_FALSE(trusted.trusts("2001:db8:8000::1"));
    CHECK(trusted.trusts("192.0.2.1"));
    CHECK_FALSE(trusted.trusts("192.0.2.2"));
    CHECK(proxies({"::/0"}).trusts("203.0.113.7"));
}

TEST_CASE("a network that is none is refused") {
    for (const char* text :
         {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/129", "proxy", "10.0.0.0/-1"}) {
        CAPTURE(text);
        CHECK_FALSE(TrustedProxies::parse(std::vector<std::string>{text}).has_value());
    }
}

TEST_CASE("a peer that is not trusted cannot say who it is") {
    CHECK(client_of(proxies({"10.0.0.0/8"}), "203.0.113.7", {"198.51.100.1"}) == "203.0.113.7");
    CHECK(client_of(TrustedProxies{}, "10.0.0.1", {"198.51.100.1"}) == "10.0.0.1");
}

TEST_CASE("X-Forwarded-For is taken from the right, as far as each hop is trusted") {
    const auto trusted = proxies({"10.0.0.0/8"});
    CHECK(client_of(trusted, "10.0.0.1", {"198.51.100.1"}) == "198.51.100.1");
    // What the client itself wrote stands on the left of its address and is never reached.
    CHECK(client_of(trusted, "10.0.0.1", {"192.0.2.66, 198.51.100.1"}) == "198.51.100.1");
    CHECK(client_of(trusted, "10.0.0.1", {"192.0.2.66, 198.51.100.1 ,10.0.0.2"}) == "198.51.100.1");
    CHECK(client_of(trusted, "10.0.0.1", {"192.0.2.66", "198.51.100.1"}) == "198.51.100.1");
    CHECK(client_of(trusted, "10.0.0.1", {}) == "10.0.0.1");
    CHECK(client_of(trusted, "10.0.0.1", {"10.0.0.3"}) == "10.0.0.3");
}

TEST_CASE("rubbish in X-Forwarded-For never becomes a client") {
    const auto trusted = proxies({"10.0.0.0/8"});
    CHECK(client_of(trusted, "10.0.0.1", {"unknown"}) == "10.0.0.1");
    CHECK(client_of(trusted, "10.0.0.1", {"198.51.100.1, rubbish, 10.0.0.2"}) == "10.0.0.2");
    CHECK(client_of(trusted, "10.0.0.1", {""}) == "10.0.0.1");
}

TEST_CASE("a mapped peer is named as the IPv4 address it is") {
    CHECK(client_of(TrustedProxies{}, "::ffff:203.0.113.7", {}) == "203.0.113.7");
}

}  // namespace sparekey::http
