// The table of keys: one row is the file's key, its option on the command line, its bounds, its
// message and its manual.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sparekeyd/configuration.h"

namespace sparekey::sparekeyd {

struct Key {
    std::string name;   // "http.port"
    std::string takes;  // "a whole number from 1 to 65535": what a message says it must be.
    std::string doc;    // Whole sentences.
    // False, and nothing changed, when the value is not what `takes` says.
    std::function<bool(Configuration&, const Value&)> set;
    std::function<Value(const Configuration&)> get;
    // The kind of value, by its place in Value.
    std::size_t kind;
    // For a default that depends on another key; empty for most.
    std::function<void(Configuration&)> follow;
};

// In the order of the example file.
[[nodiscard]] const std::vector<Key>& keys();
// nullptr when there is none of that name.
[[nodiscard]] const Key* find_key(std::string_view name);
// The known key that `typed` probably means; nullopt when nothing is near.
[[nodiscard]] std::optional<std::string> nearest_key(std::string_view typed);

// Name and canonical address of "Example <no-reply@example.org>" or of a bare address.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> parse_mail_sender(
    std::string_view text);

// A command line's text as the key's kind of value: "true", "8080", "10.0.0.0/8,::1". nullopt when
// it is none.
[[nodiscard]] std::optional<Value> parse_value(const Key& key, std::string_view text);
// As the file writes it: "\"var\"", "8080", "[]".
[[nodiscard]] std::string toml_text(const Value& value);

}  // namespace sparekey::sparekeyd
