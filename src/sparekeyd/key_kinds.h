// The kinds of keys: what each accepts, and how it reaches its field.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sparekeyd/configuration_keys.h"

namespace sparekey::sparekeyd {

template <class Field>
using At = Field& (*)(Configuration&);

template <class Kind>
inline constexpr std::size_t key_kind = Value(Kind{}).index();

// Accessors take a configuration that they may change; reading through one changes nothing.
template <class Field>
const Field& read(At<Field> at, const Configuration& configuration) {
    return at(const_cast<Configuration&>(configuration));
}

[[nodiscard]] Key text(std::string name, At<std::string> at, std::string takes, std::string doc,
                       std::function<bool(const std::string&)> accepts);
[[nodiscard]] Key path(std::string name, At<std::filesystem::path> at, std::string doc,
                       bool may_be_empty = true);
[[nodiscard]] Key number(std::string name, At<int> at, int min, int max, std::string doc);
[[nodiscard]] Key yes_or_no(std::string name, At<bool> at, std::string doc);
[[nodiscard]] Key list(std::string name, At<std::vector<std::string>> at, std::string takes,
                       std::string doc,
                       std::function<bool(const std::vector<std::string>&)> accepts);

template <class Choice>
using Words = std::vector<std::pair<std::string, Choice>>;

// "\"starttls\" or \"tls\"".
[[nodiscard]] std::string alternatives(const std::vector<std::string>& words);

template <class Choice>
[[nodiscard]] Key choice(std::string name, At<Choice> at, const Words<Choice>& words,
                         std::string doc) {
    std::vector<std::string> names;
    for (const auto& [word, meaning] : words) names.push_back(word);
    Key key;
    key.name = std::move(name);
    key.takes = alternatives(names);
    key.doc = std::move(doc);
    key.kind = key_kind<std::string>;
    key.set = [at, words](Configuration& to, const Value& value) {
        for (const auto& [word, meaning] : words) {
            if (word != std::get<std::string>(value)) continue;
            at(to) = meaning;
            return true;
        }
        return false;
    };
    key.get = [at, words](const Configuration& from) {
        for (const auto& [word, meaning] : words) {
            if (meaning == read(at, from)) return Value(word);
        }
        return Value(std::string{});
    };
    return key;
}

// The same key with a default that depends on others.
[[nodiscard]] Key following(Key key, std::function<void(Configuration&)> follow);

}  // namespace sparekey::sparekeyd
