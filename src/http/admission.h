// What is refused before a body is read: unknown paths and methods, other sites, other content
// types. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "http/response.h"
#include "http/router.h"

namespace sparekey::http {

struct Admission {
    std::optional<Response> refusal;  // Else one of the two below.
    const Route* route = nullptr;
    const PageHandler* pages = nullptr;
};

// `request` has its head only. Fills its path parameters.
[[nodiscard]] Admission admit(const Router& router, const std::vector<std::string>& public_origins,
                              Request& request, bool has_body);

// Under /api no cache keeps anything, and the web app's pages are not asked.
[[nodiscard]] bool is_api(std::string_view path);

}  // namespace sparekey::http
