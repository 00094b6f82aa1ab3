// The problems that the core itself answers; doc/errors.md has a paragraph for each slug.
#pragma once
#include <cstddef>
#include <exception>
#include <string_view>

#include "http/response.h"

namespace sparekey::http {

[[nodiscard]] Response malformed_request();
[[nodiscard]] Response request_timeout();
[[nodiscard]] Response head_too_large();
[[nodiscard]] Response length_required();
[[nodiscard]] Response body_too_large(std::size_t octets_max);
[[nodiscard]] Response not_found();
[[nodiscard]] Response method_not_allowed(std::string_view allow);
[[nodiscard]] Response cross_site();
[[nodiscard]] Response unsupported_content_type(std::string_view wanted);

// For what a handler threw: 503 with Retry-After for failures of the world, else 500. Its text goes
// to the log and nowhere else.
[[nodiscard]] Response answer_to(const std::exception_ptr& thrown, std::string_view route,
                                 std::string_view request_id);

}  // namespace sparekey::http
