#include "vault/json_pieces.h"

#include <algorithm>

namespace sparekey::vault {
namespace {

constexpr auto none = std::string_view::npos;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t after_spaces(std::string_view text, std::size_t at) {
    while (at < text.size() && is_space(text[at])) ++at;
    return at;
}

// Where the string that begins at a quote has ended, past its other quote.
std::size_t after_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at + 1;
        }
    }
    return none;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// The elements of the array that begins at a bracket; where it has ended.
std::size_t split_array(std::string_view text, std::size_t at,
                        std::vector<std::string_view>& elements) {
    auto begin = at + 1;
    int depth = 0;
    for (++at; at < text.size();) {
        const char c = text[at];
        if (c == '"') {
            at = after_string(text, at);
            if (at == none) return none;
            continue;
        }
        if (c == '[' || c == '{') ++depth;
        if (depth == 0 && (c == ',' || c == ']')) {
            const auto element = trimmed(text.substr(begin, at - begin));
            // An empty one before the end is no element, but between commas it is a fault that the
            // parser finds.
            if (c == ',' || !element.empty() || !elements.empty()) elements.push_back(element);
            begin = at + 1;
            if (c == ']') return at + 1;
        }
        if (c == ']' || c == '}') --depth;
        if (depth < 0) return none;
        ++at;
    }
    return none;
}

}  // namespace

std::optional<JsonPieces> take_arrays_out(std::string_view object,
                                          std::span<const std::string_view> names) {
    JsonPieces pieces;
    pieces.arrays.resize(names.size());
    int depth = 0;
    std::size_t copied = 0;
    for (std::size_t at = 0; at < object.size();) {
        const char c = object[at];
        if (c == '[' || c == '{') ++depth;
        if (c == ']' || c == '}') --depth;
        if (depth < 0) return std::nullopt;
        if (c != '"') {
            ++at;
            continue;
        }
        const auto end = after_string(object, at);
        if (end == none) return std::nullopt;
        const auto name = object.substr(at + 1, end - at - 2);
        const auto found = std::ranges::find(names, name);
        at = end;
        if (depth != 1 || found == names.end()) continue;
        const auto colon = after_spaces(object, end);
        if (colon >= object.size() || object[colon] != ':') continue;
        const auto bracket = after_spaces(object, colon + 1);
        if (bracket >= object.size() || object[bracket] != '[') continue;
        auto& elements = pieces.arrays[static_cast<std::size_t>(found - names.begin())];
        at = split_array(object, bracket, elements);
        if (at == none) return std::nullopt;
        pieces.rest.append(object.substr(copied, bracket - copied)).append("[]");
        copied = at;
    }
    if (depth != 0) return std::nullopt;
    pieces.rest.append(object.substr(copied));
    return pieces;
}

}  // namespace sparekey::vault
