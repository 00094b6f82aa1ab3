#include "base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/check.h"

namespace sparekey {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

const utf8proc_uint8_t* octets_of(std::string_view text) {
    return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// The code point at the start of a text, and how many octets it takes; negative when there is none.
utf8proc_ssize_t first_code_point(std::string_view text, utf8proc_int32_t& code_point) {
    return utf8proc_iterate(octets_of(text), static_cast<utf8proc_ssize_t>(text.size()),
                            &code_point);
}

// RFC 5322 3.2.3: atext.
bool is_atext(char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
}

bool is_local_part(std::string_view text) {
    if (text.size() > email_local_octets_max) return false;
    return std::ranges::all_of(split(text, '.'), [](std::string_view atom) {
        return !atom.empty() && std::ranges::all_of(atom, is_atext);
    });
}

// RFC 1035 2.3.1, as RFC 1123 2.1 widened it.
bool is_label(std::string_view text) {
    constexpr std::size_t label_octets_max = 63;
    if (text.empty() || text.size() > label_octets_max) return false;
    if (text.front() == '-' || text.back() == '-') return false;
    return std::ranges::all_of(text,
                               [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_mail_domain(std::string_view text) {
    if (lower_ascii(text) == "localhost") return true;
    const auto labels = split(text, '.');
    return labels.size() >= 2 && std::ranges::all_of(labels, is_label);
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
    utf8proc_int32_t code_point = 0;
    while (!text.empty()) {
        const auto octets = first_code_point(text, code_point);
        if (octets <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(octets));
    }
    return true;
}

std::size_t code_points(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(
        utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::optional<std::string> nfc(std::string_view text) {
    constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const auto size = static_cast<utf8proc_ssize_t>(text.size());
    const auto points_max = utf8proc_decompose(octets_of(text), size, nullptr, 0, options);
    if (points_max < 0) return std::nullopt;

    std::vector<utf8proc_int32_t> points(static_cast<std::size_t>(points_max) + 1);
    auto count = utf8proc_decompose(octets_of(text), size, points.data(), points_max, options);
    ENSURE(count == points_max);
    count = utf8proc_normalize_utf32(points.data(), count, options);
    ENSURE(count >= 0);

    std::string composed;
    composed.reserve(static_cast<std::size_t>(count) * 4);
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
        utf8proc_uint8_t octets[4];
        const auto octets_count = utf8proc_encode_char(points[static_cast<std::size_t>(i)], octets);
        composed.append(reinterpret_cast<const char*>(octets),
                        static_cast<std::size_t>(octets_count));
    }
    // What passes here is mostly passwords.
    explicit_bzero(points.data(), points.size() * sizeof(points[0]));
    return composed;
}

std::string lower_ascii(std::string_view text) {
    std::string lower{text};
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (auto at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    parts.push_back(text);
    return parts;
}

std::string without_grouping(std::string_view text) {
    std::string bare;
    bare.reserve(text.size());
    std::ranges::copy_if(text, std::back_inserter(bare),
                         [](char c) { return !is_space(c) && c != '-'; });
    return bare;
}

std::string group_in_fours(std::string_view text) {
    std::string grouped;
    grouped.reserve(text.size() + text.size() / 4);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && i % 4 == 0) grouped.push_back(' ');
        grouped.push_back(text[i]);
    }
    return grouped;
}

bool has_control_characters(std::string_view text) {
    while (!text.empty()) {
        utf8proc_int32_t point = 0;
        const auto octets = first_code_point(text, point);
        // What is no UTF-8 is looked at octet by octet: only C0 and DEL can be told there.
        if (octets <= 0) point = static_cast<unsigned char>(text.front()) & 0x7f;
        if (octets > 0 || static_cast<unsigned char>(text.front()) < 0x80) {
            if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return true;
            if (point == 0x2028 || point == 0x2029) return true;
        }
        text.remove_prefix(octets > 0 ? static_cast<std::size_t>(octets) : 1);
    }
    return false;
}

std::optional<std::string> canonical_email(std::string_view typed) {
    const auto text = trim(typed);
    if (text.size() > email_octets_max) return std::nullopt;
    const auto parts = split(text, '@');
    if (parts.size() != 2) return std::nullopt;
    if (!is_local_part(parts[0]) || !is_mail_domain(parts[1])) return std::nullopt;
    return std::string{parts[0]} + '@' + lower_ascii(parts[1]);
}

std::string email_key(std::string_view canonical) { return lower_ascii(canonical); }

}  // namespace sparekey
