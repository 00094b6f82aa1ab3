// What came of reading a head or a body.
#pragma once
#include <cstddef>

#include "http/response.h"

namespace sparekey::http {

enum class Received { ready, malformed, too_large, timed_out, gone };

// For what did not arrive whole; `gone` has no answer. `body_max` is 0 while it is the head.
[[nodiscard]] Response refusal_of(Received why, std::size_t body_max);

}  // namespace sparekey::http
