#include "http/cookie.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace sparekey::http {
namespace {

bool is_token_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

}  // namespace

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) {
    std::optional<std::string_view> found;
    for (std::size_t count = 0; !header.empty(); ++count) {
        if (count == cookies_max) return {};
        const auto end = std::min(header.find(';'), header.size());
        const auto pair = trim(header.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != pair.npos && pair.substr(0, equals) == name) {
            if (found) return {};
            found = pair.substr(equals + 1);
        }
        header.remove_prefix(std::min(end + 1, header.size()));
    }
    return found;
}

std::string set_cookie(std::string_view name, std::string_view value,
                       std::optional<std::chrono::seconds> max_age) {
    ENSURE(name.starts_with("__Host-") && std::ranges::all_of(name, is_token_character));
    ENSURE(std::ranges::all_of(value, is_token_character));
    std::string text;
    text.append(name).append("=").append(value);
    if (max_age) text.append("; Max-Age=").append(std::to_string(max_age->count()));
    text.append("; Path=/; Secure; HttpOnly; SameSite=Strict");
    return text;
}

std::string clear_cookie(std::string_view name) {
    return set_cookie(name, "", std::chrono::seconds{0});
}

}  // namespace sparekey::http
