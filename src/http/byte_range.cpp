#include "http/byte_range.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sparekey::http {
namespace {

constexpr std::string_view unit = "bytes=";

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end || value < 0 || text.starts_with('-'))
        return std::nullopt;
    return value;
}

}  // namespace

ByteRange parse_range(std::optional<std::string_view> header, std::int64_t total) {
    const ByteRange whole{ByteRange::Kind::whole, 0, total};
    const ByteRange unsatisfiable{ByteRange::Kind::unsatisfiable, 0, 0};
    if (!header || !header->starts_with(unit)) return whole;
    const auto range = trim(header->substr(unit.size()));
    const auto dash = range.find('-');
    if (dash == range.npos || range.find(',') != range.npos) return whole;
    const auto first = range.substr(0, dash), last = range.substr(dash + 1);
    if (first.empty()) {  // The last so many.
        const auto count = number(last);
        if (!count) return whole;
        if (*count == 0) return unsatisfiable;
        const auto length = std::min(*count, total);
        return {ByteRange::Kind::part, total - length, length};
    }
    const auto from = number(first);
    const auto to = last.empty() ? std::optional{total - 1} : number(last);
    if (!from || !to || (!last.empty() && *to < *from)) return whole;
    if (*from >= total) return unsatisfiable;
    return {ByteRange::Kind::part, *from, std::min(*to, total - 1) - *from + 1};
}

}  // namespace sparekey::http
