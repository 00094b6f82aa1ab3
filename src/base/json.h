// JSON from outside, read strictly. What it may hold is secret, so its memory is wiped.
#pragma once
#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

namespace sparekey {

// RFC 8259 and no more: valid UTF-8, no comments, no trailing commas, no member twice (RFC 7493
// 2.3), no deeper than `depth_max`. nullopt otherwise. The value's memory is wiped when it is
// freed.
[[nodiscard]] std::optional<boost::json::value> parse_json(std::string_view text,
                                                           std::size_t depth_max);

}  // namespace sparekey
