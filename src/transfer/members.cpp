#include "transfer/members.h"

#include <charconv>

#include "base/base64.h"
#include "base/json.h"

namespace sparekey::transfer {

namespace json = boost::json;

std::optional<json::value> parse_file(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return parse_json(text, file_depth_max);
}

std::string text_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

std::optional<std::int64_t> number_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (!value) return std::nullopt;
    if (value->is_int64()) return value->get_int64();
    if (!value->is_string()) return std::nullopt;
    const auto text = text_at(from, name);
    std::int64_t number = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

bool truth_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value && value->is_bool() && value->get_bool();
}

const json::object* object_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value ? value->if_object() : nullptr;
}

const json::array* array_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value ? value->if_array() : nullptr;
}

std::vector<std::string> texts_at(const json::object& from, std::string_view name) {
    std::vector<std::string> all;
    const auto* array = array_at(from, name);
    if (!array) return all;
    for (const auto& one : *array) {
        if (one.is_string()) all.emplace_back(one.get_string().data(), one.get_string().size());
    }
    return all;
}

std::optional<Bytes> hex_at(const json::object& from, std::string_view name) {
    const auto text = text_at(from, name);
    return text.empty() ? std::nullopt : parse_hex(text);
}

std::optional<Bytes> base64_at(const json::object& from, std::string_view name) {
    const auto text = text_at(from, name);
    return text.empty() ? std::nullopt : parse_base64(text);
}

}  // namespace sparekey::transfer
