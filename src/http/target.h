// The target of a request: its path and its query, decoded once and refused when they are
// ambiguous.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sparekey::http {

inline constexpr std::size_t target_octets_max = 4096;
inline constexpr std::size_t query_parameters_max = 32;

struct Target {
    std::string path;  // Percent-decoded, begins with '/', valid UTF-8.
    std::vector<std::pair<std::string, std::string>> query;  // Decoded; no name occurs twice.
};

// RFC 9112 3.2: origin-form, and absolute-form, whose scheme and authority are dropped.
// nullopt when it holds what two parsers may read differently: a NUL or another control character,
// invalid UTF-8, an unfinished percent escape, a segment "." or "..", an empty segment, a
// backslash, an escaped slash, a fragment, a query name given twice.
[[nodiscard]] std::optional<Target> parse_target(std::string_view raw);

}  // namespace sparekey::http
