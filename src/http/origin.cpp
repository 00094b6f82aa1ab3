#include "http/origin.h"

#include <algorithm>
#include <charconv>

namespace sparekey::http {

bool is_same_origin(const Request& request, const std::vector<std::string>& public_origins) {
    if (const auto origin = request.header("Origin")) {
        return std::ranges::find(public_origins, *origin) != public_origins.end();
    }
    return request.header("Sec-Fetch-Site") == "same-origin";
}

bool is_origin(std::string_view text) {
    const std::string_view scheme = text.starts_with("https://") ? "https://" : "http://";
    if (!text.starts_with(scheme)) return false;
    text.remove_prefix(scheme.size());

    const auto colon = text.starts_with('[') ? text.find(':', std::min(text.find(']'), text.size()))
                                             : text.find(':');
    const auto host = text.substr(0, colon);
    const auto is_host = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view{"-.[]:"}.find(c) != std::string_view::npos;
    };
    if (host.empty() || !std::ranges::all_of(host, is_host)) return false;
    if (colon == text.npos) return true;

    const auto digits = text.substr(colon + 1);
    unsigned port = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), port);
    if (error != std::errc{} || end != digits.end() || port == 0 || port > 65535) return false;
    return !digits.starts_with('0') && port != (scheme == "https://" ? 443U : 80U);
}

}  // namespace sparekey::http
