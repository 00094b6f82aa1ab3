#include "http/target.h"

#include <algorithm>

#include "base/text.h"

namespace sparekey::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

enum class Part { path, query };

// RFC 3986 2.1, once. In a query '+' is a space, as forms write it.
std::optional<std::string> decode(std::string_view text, Part part) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (text.size() - i < 3) return {};
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return {};
            c = static_cast<char>(high << 4 | low);
            // Once decoded it could not be told from a separator.
            if (part == Part::path && c == '/') return {};
            i += 2;
        } else if (c == '+' && part == Part::query) {
            c = ' ';
        }
        decoded.push_back(c);
    }
    if (!is_valid_utf8(decoded) || has_control_characters(decoded)) return {};
    return decoded;
}

bool is_unambiguous(std::string_view path) {
    if (path.find('\\') != path.npos) return false;
    std::size_t at = 1;
    while (at < path.size()) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto segment = path.substr(at, end - at);
        if (segment.empty() || segment == "." || segment == "..") return false;
        at = end + 1;
    }
    return true;
}

bool add_parameter(Target& target, std::string_view piece) {
    const auto equals = std::min(piece.find('='), piece.size());
    auto name = decode(piece.substr(0, equals), Part::query);
    auto value = decode(piece.substr(std::min(equals + 1, piece.size())), Part::query);
    if (!name || !value || name->empty()) return false;

    const bool twice =
        std::ranges::any_of(target.query, [&](const auto& p) { return p.first == *name; });
    if (twice || target.query.size() == query_parameters_max) return false;
    target.query.emplace_back(std::move(*name), std::move(*value));
    return true;
}

// "http://host/path" is "/path": what a proxy is sent, and "a server MUST accept" (RFC 9112 3.2.2).
std::string_view without_authority(std::string_view raw) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!raw.starts_with(scheme)) continue;
        const auto path = raw.find('/', scheme.size());
        return path == raw.npos ? "/" : raw.substr(path);
    }
    return raw;
}

}  // namespace

std::optional<Target> parse_target(std::string_view raw) {
    if (raw.size() > target_octets_max) return {};
    const auto is_refused = [](char c) { return c < 0x21 || c > 0x7e || c == '#'; };
    if (std::ranges::any_of(raw, is_refused)) return {};
    raw = without_authority(raw);
    if (!raw.starts_with('/')) return {};

    const auto mark = std::min(raw.find('?'), raw.size());
    auto path = decode(raw.substr(0, mark), Part::path);
    if (!path || !is_unambiguous(*path)) return {};

    Target target{std::move(*path), {}};
    for (auto rest = raw.substr(std::min(mark + 1, raw.size())); !rest.empty();) {
        const auto end = std::min(rest.find('&'), rest.size());
        if (end > 0 && !add_parameter(target, rest.substr(0, end))) return {};
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return target;
}

}  // namespace sparekey::http
