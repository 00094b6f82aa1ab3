#include "http/content_policy.h"

#include <doctest/doctest.h>

namespace sparekey::http {

TEST_CASE("a hash source is what browsers compute") {
    // The example of CSP 3, 8.4: echo -n "alert('Hello, world.');" | openssl dgst -sha256 -binary.
    CHECK(hash_source("alert('Hello, world.');") ==
          "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
}

TEST_CASE("inline scripts are found exactly, and those with a src are not") {
    const auto found = inline_elements(
        "<script>one</script><SCRIPT type=\"module\">\n two </Script ><script "
        "src=\"/x.js\"></script>"
        "<scripture>three</scripture><script\nasync>four</script><script></script><script>cut off",
        "script");
    CHECK(found == std::vector<std::string_view>{"one", "\n two ", "four", ""});
}

TEST_CASE("a page may run its own scripts and no others; WebAssembly only where it is meant") {
    const auto policies = policies_for("<html><script>alert('Hello, world.');</script></html>");
    CHECK(policies.plain.find("script-src 'self' "
                              "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=';") !=
          std::string::npos);
    for (const auto& policy : {policies.plain, policies.with_wasm}) {
        CHECK(policy.starts_with("default-src 'none';"));
        CHECK(policy.find("unsafe-inline") == std::string::npos);
        CHECK(policy.find("'unsafe-eval'") == std::string::npos);
        for (const char* directive : {"object-src 'none'", "base-uri 'none'", "form-action 'self'",
                                      "frame-ancestors 'none'", "style-src 'self';"}) {
            CAPTURE(directive);
            CHECK(policy.find(directive) != std::string::npos);
        }
    }
    CHECK(policies.plain.find("wasm") == std::string::npos);
    CHECK(policies.with_wasm.find("'wasm-unsafe-eval';") != std::string::npos);
}

}  // namespace sparekey::http
