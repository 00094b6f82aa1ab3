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

// The contents of <tag> elements that have no src, exactly as they stand: what browsers hash (CSP
// 3, 6.7.3.3).
[[nodiscard]] std::vector<std::string_view> inline_elements(std::string_view html,
                                                            std::string_view tag);

// "'sha256-…'".
[[nodiscard]] std::string hash_source(std::string_view content);

}  // namespace sparekey::http
