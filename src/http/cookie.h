// Cookies: read with limits, written with every protection on.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sparekey::http {

// __Host- makes the browser insist on Secure, Path=/ and no Domain (RFC 6265bis 4.1.3.2), so that
// no neighbouring host can set it. Browsers take Secure cookies on http://localhost too, so
// development is no exception.
inline constexpr std::string_view session_cookie = "__Host-sparekey-session";
inline constexpr std::string_view browser_cookie = "__Host-sparekey-browser";
inline constexpr std::size_t cookies_max = 50;

// The value of `name` in a Cookie header. nullopt when it is missing, given twice, or stands behind
// more than cookies_max others.
[[nodiscard]] std::optional<std::string_view> find_cookie(std::string_view header,
                                                          std::string_view name);

// "name=value; Path=/; Secure; HttpOnly; SameSite=Strict". Without `max_age` it ends with the
// browser's session. `value` is ours, of base64url characters (ENSUREd).
[[nodiscard]] std::string set_cookie(std::string_view name, std::string_view value,
                                     std::optional<std::chrono::seconds> max_age = {});
// Makes the browser forget it.
[[nodiscard]] std::string clear_cookie(std::string_view name);

}  // namespace sparekey::http
