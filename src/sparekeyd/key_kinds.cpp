#include "sparekeyd/key_kinds.h"

#include "base/text.h"

namespace sparekey::sparekeyd {
namespace {

constexpr std::size_t text_octets_max = 1024;
constexpr std::size_t list_max = 100;

bool fits(const std::string& typed) {
    return typed.size() <= text_octets_max && !has_control_characters(typed);
}

}  // namespace

Key text(std::string name, At<std::string> at, std::string takes, std::string doc,
         std::function<bool(const std::string&)> accepts) {
    const auto set = [at, accepts = std::move(accepts)](Configuration& to, const Value& value) {
        const auto& typed = std::get<std::string>(value);
        if (!fits(typed) || !accepts(typed)) return false;
        at(to) = typed;
        return true;
    };
    const auto get = [at](const Configuration& from) { return Value(read(at, from)); };
    return {std::move(name), std::move(takes), std::move(doc), set, get, key_kind<std::string>, {}};
}

Key path(std::string name, At<std::filesystem::path> at, std::string doc, bool may_be_empty) {
    const auto set = [at, may_be_empty](Configuration& to, const Value& value) {
        const auto& typed = std::get<std::string>(value);
        if (!fits(typed) || (typed.empty() && !may_be_empty)) return false;
        at(to) = typed;
        return true;
    };
    const auto get = [at](const Configuration& from) { return Value(read(at, from).string()); };
    const std::string takes = may_be_empty ? "a path, or empty" : "a path";
    return {std::move(name), takes, std::move(doc), set, get, key_kind<std::string>, {}};
}

Key number(std::string name, At<int> at, int min, int max, std::string doc) {
    const auto set = [at, min, max](Configuration& to, const Value& value) {
        const auto typed = std::get<std::int64_t>(value);
        if (typed < min || typed > max) return false;
        at(to) = static_cast<int>(typed);
        return true;
    };
    const auto get = [at](const Configuration& from) {
        return Value(std::int64_t{read(at, from)});
    };
    auto takes = "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
    return {
        std::move(name), std::move(takes), std::move(doc), set, get, key_kind<std::int64_t>, {}};
}

Key yes_or_no(std::string name, At<bool> at, std::string doc) {
    const auto set = [at](Configuration& to, const Value& value) {
        at(to) = std::get<bool>(value);
        return true;
    };
    const auto get = [at](const Configuration& from) { return Value(read(at, from)); };
    return {std::move(name), "true or false", std::move(doc), set, get, key_kind<bool>, {}};
}

Key list(std::string name, At<std::vector<std::string>> at, std::string takes, std::string doc,
         std::function<bool(const std::vector<std::string>&)> accepts) {
    const auto set = [at, accepts = std::move(accepts)](Configuration& to, const Value& value) {
        const auto& typed = std::get<std::vector<std::string>>(value);
        if (typed.size() > list_max || !accepts(typed)) return false;
        at(to) = typed;
        return true;
    };
    const auto get = [at](const Configuration& from) { return Value(read(at, from)); };
    return {std::move(name),
            std::move(takes),
            std::move(doc),
            set,
            get,
            key_kind<std::vector<std::string>>,
            {}};
}

std::string alternatives(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += '"' + words[i] + '"';
    }
    return text;
}

Key following(Key key, std::function<void(Configuration&)> follow) {
    key.follow = std::move(follow);
    return key;
}

}  // namespace sparekey::sparekeyd
