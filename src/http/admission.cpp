#include "http/admission.h"

#include "base/text.h"
#include "http/origin.h"
#include "http/refusals.h"

namespace sparekey::http {
namespace {

bool is_safe(Method method) { return method == Method::get || method == Method::head; }

bool is_one_of(std::string_view type, std::string_view wanted) {
    for (const auto& one : split(wanted, ',')) {
        if (trim(one) == type) return true;
    }
    return false;
}

// "application/json; charset=utf-8" is application/json; any other charset is not (RFC 8259 8.1).
bool has_content_type(const Request& request, std::string_view wanted) {
    if (wanted == "*") return true;
    const auto given = request.header("Content-Type");
    if (!given) return false;
    const auto semicolon = given->find(';');
    if (!is_one_of(lower_ascii(trim(given->substr(0, semicolon))), wanted)) return false;
    if (semicolon == given->npos) return true;
    const auto parameter = lower_ascii(trim(given->substr(semicolon + 1)));
    return parameter == "charset=utf-8" || parameter == "charset=\"utf-8\"" ||
           !wanted.ends_with("json");
}

Admission refused(Response why) { return {std::move(why), nullptr, nullptr}; }

}  // namespace

bool is_api(std::string_view path) { return path == "/api" || path.starts_with("/api/"); }

Admission admit(const Router& router, const std::vector<std::string>& public_origins,
                Request& request, bool has_body) {
    if (is_safe(request.method) && has_body) return refused(malformed_request());

    const auto found = router.find(request);
    if (!found.route) {
        if (!found.allow.empty()) return refused(method_not_allowed(found.allow));
        if (!router.pages() || is_api(request.path())) return refused(not_found());
        if (!is_safe(request.method)) return refused(method_not_allowed("GET, HEAD"));
        return {{}, nullptr, router.pages()};
    }
    const auto& options = found.route->options;
    const bool needs_origin = options.origin == OriginCheck::mutations && !is_safe(request.method);
    if (needs_origin && !is_same_origin(request, public_origins)) return refused(cross_site());
    if (has_body && !has_content_type(request, options.content_type)) {
        return refused(unsupported_content_type(options.content_type));
    }
    return {{}, found.route, nullptr};
}

}  // namespace sparekey::http
