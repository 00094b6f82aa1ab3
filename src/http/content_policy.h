// The Content-Security-Policy of a page: its own inline scripts by their hashes, this site's files,
// nothing else.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace sparekey::http {

struct ContentPolicies {
    std::string plain;  // For every page but these:
    std::string
        with_wasm;  // under /authenticator, whose cipher is WebAssembly ('wasm-unsafe-eval').
};

[[nodiscard]] ContentPolicies policies_for(std::string_view html);

// Of the script that a service worker is: what it may do goes by its own policy, not by a page's.
// It asks this site for what the authenticator needs offline, and does nothing else.
inline constexpr std::string_view service_worker_policy =
    "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

// The contents of <tag> elements that have no src, exactly as they stand: what browsers hash (CSP
// 3, 6.7.3.3).
[[nodiscard]] std::vector<std::string_view> inline_elements(std::string_view html,
                                                            std::string_view tag);

// "'sha256-…'".
[[nodiscard]] std::string hash_source(std::string_view content);

}  // namespace sparekey::http
