// Members of other apps' JSON, where a missing one, null and one of another type are all the same.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace sparekey::transfer {

inline constexpr std::size_t file_depth_max = 32;

// A byte order mark before it is passed by. nullopt where it is no JSON.
[[nodiscard]] std::optional<boost::json::value> parse_file(std::string_view text);

[[nodiscard]] std::string text_at(const boost::json::object&, std::string_view name);
// Also of a number that is written as a text.
[[nodiscard]] std::optional<std::int64_t> number_at(const boost::json::object&,
                                                    std::string_view name);
[[nodiscard]] bool truth_at(const boost::json::object&, std::string_view name);
[[nodiscard]] const boost::json::object* object_at(const boost::json::object&,
                                                   std::string_view name);
[[nodiscard]] const boost::json::array* array_at(const boost::json::object&, std::string_view name);
[[nodiscard]] std::vector<std::string> texts_at(const boost::json::object&, std::string_view name);
[[nodiscard]] std::optional<Bytes> hex_at(const boost::json::object&, std::string_view name);
[[nodiscard]] std::optional<Bytes> base64_at(const boost::json::object&, std::string_view name);

}  // namespace sparekey::transfer
