// Whether a request that changes something comes from a page of ours: the defence against
// cross-site requests.
#pragma once
#include <string>
#include <vector>

#include "http/request.h"

namespace sparekey::http {

// `public_origins`: "https://accounts.example", exactly as a browser sends it.
// Origin decides where it is present ("null" is nobody's); else Sec-Fetch-Site must be same-origin:
// "none" (typed by hand) changes nothing, and a caller that sends neither is no browser and should
// use an API key.
[[nodiscard]] bool is_same_origin(const Request& request,
                                  const std::vector<std::string>& public_origins);

// "https://accounts.example": scheme and host in lower case, a port only if it is not the scheme's
// own, no path.
[[nodiscard]] bool is_origin(std::string_view text);

}  // namespace sparekey::http
