#include "http/request.h"

#include "base/text.h"
#include "crypto/secret.h"
#include "http/cookie.h"

namespace sparekey::http {
namespace {

bool same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto lower = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
        };
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

}  // namespace

std::string_view name_of(Method method) {
    switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::delete_: return "DELETE";
    case Method::other: break;
    }
    return "OTHER";
}

Request::~Request() {
    if (!body.empty()) crypto::wipe(body);
}

std::string_view Request::path_parameter(std::string_view name) const {
    for (const auto& [known, value] : path_parameters_) {
        if (known == name) return value;
    }
    return {};
}

std::optional<std::string_view> Request::query(std::string_view name) const {
    for (const auto& [known, value] : target.query) {
        if (known == name) return value;
    }
    return {};
}

std::string_view Request::name_at(const Field& f) const {
    return std::string_view{head_}.substr(f.name_at, f.name_size);
}

std::string_view Request::value_at(const Field& f) const {
    return std::string_view{head_}.substr(f.value_at, f.value_size);
}

std::optional<std::string_view> Request::header(std::string_view name) const {
    for (const auto& field : fields_) {
        if (same_name(name_at(field), name)) return value_at(field);
    }
    return {};
}

std::vector<std::string_view> Request::headers(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& field : fields_) {
        if (same_name(name_at(field), name)) values.push_back(value_at(field));
    }
    return values;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    const auto cookies = header("Cookie");
    if (!cookies) return {};
    return find_cookie(*cookies, name);
}

std::optional<std::string_view> Request::bearer() const {
    constexpr std::string_view scheme = "Bearer ";
    const auto value = header("Authorization");
    if (!value || value->size() <= scheme.size()) return {};
    if (!same_name(value->substr(0, scheme.size()), scheme)) return {};
    return trim(value->substr(scheme.size()));
}

void Request::add_header(std::string_view name, std::string_view value) {
    if (fields_.empty()) {
        // What a browser sends fits, so that the place of a cookie is not copied around while it
        // grows.
        fields_.reserve(16);
        head_.reserve(900);
    }
    const auto at = static_cast<std::uint32_t>(head_.size());
    const auto name_size = static_cast<std::uint32_t>(name.size());
    fields_.push_back({at, name_size, at + name_size, static_cast<std::uint32_t>(value.size())});
    head_.append(name).append(value);
}

void Request::add_path_parameter(std::string_view name, std::string_view value) {
    path_parameters_.emplace_back(name, value);
}

}  // namespace sparekey::http
