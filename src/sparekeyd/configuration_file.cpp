// Reading the file: TOML to settings that know their line.
#include <algorithm>
#include <fstream>
#include <sstream>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "base/failure.h"
#include "sparekeyd/configuration.h"
#include "sparekeyd/configuration_keys.h"

namespace sparekey::sparekeyd {
namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
    throw Failure(Failure::Kind::refused, where + ": " + what);
}

std::string place(const std::string& file, const toml::node& node) {
    return file + ":" + std::to_string(node.source().begin.line);
}

Value value_of(const toml::node& node, const std::string& key, const std::string& where) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return number->get();
    if (const auto* yes = node.as_boolean()) return yes->get();
    const auto* array = node.as_array();
    if (array == nullptr) refuse(where, key + " cannot be a date, a time or a fraction");
    std::vector<std::string> items;
    for (const auto& item : *array) {
        const auto* text = item.as_string();
        if (text == nullptr) refuse(where, key + " can only be a list of texts");
        items.push_back(text->get());
    }
    return items;
}

void collect(const toml::table& table, const std::string& prefix, const std::string& file,
             std::vector<Setting>& to) {
    for (const auto& [name, node] : table) {
        const auto key = prefix + std::string(name.str());
        if (const auto* section = node.as_table()) {
            collect(*section, key + ".", file, to);
        } else {
            const auto where = place(file, node);
            to.push_back({key, value_of(node, key, where), where});
        }
    }
}

void append_escaped(std::string& to, std::string_view text) {
    to += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') to += '\\';
        to += c;
    }
    to += '"';
}

}  // namespace

std::vector<Setting> parse_configuration(std::string_view toml_text, const std::string& name) {
    if (toml_text.size() > configuration_octets_max)
        refuse(name, "is larger than a configuration can be");
    const auto parsed = toml::parse(toml_text);
    if (!parsed) {
        const auto& error = parsed.error();
        refuse(name + ":" + std::to_string(error.source().begin.line),
               std::string(error.description()));
    }
    std::vector<Setting> settings;
    collect(parsed.table(), "", name, settings);
    return settings;
}

std::vector<Setting> read_configuration(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    std::ostringstream text;
    if (!input || std::filesystem::is_directory(file) ||
        (input.peek() != EOF && !(text << input.rdbuf()))) {
        refuse(file.string(), "cannot be read");
    }
    return parse_configuration(text.view(), file.string());
}

std::string toml_text(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
    std::string text;
    if (const auto* words = std::get_if<std::string>(&value)) {
        append_escaped(text, *words);
        return text;
    }
    for (const auto& item : std::get<std::vector<std::string>>(value)) {
        text += text.empty() ? "[" : ", ";
        append_escaped(text, item);
    }
    return text.empty() ? "[]" : text + "]";
}

}  // namespace sparekey::sparekeyd
