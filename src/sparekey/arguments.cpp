#include "sparekey/arguments.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sparekey::terminal {
namespace {

Refusal usage(std::string text) { return {Exit::usage, "usage", std::move(text)}; }

const Option* find_option(const Command* command, std::string_view name) {
    const auto in = [&](std::span<const Option> options) {
        const auto found = std::ranges::find(options, name, &Option::name);
        return found == options.end() ? nullptr : &*found;
    };
    if (const auto* found = in(global_options())) return found;
    return command ? in(command->options) : nullptr;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

std::optional<std::string> value_fault(const Option& option, std::string_view value) {
    const std::string name{option.name};
    if (option.kind == Kind::number && !parse_number(value)) {
        return name + " takes a number.";
    }
    if (option.kind == Kind::choice) {
        const auto choices = split(option.value, '|');
        if (std::ranges::find(choices, value) == choices.end()) {
            return name + " is one of " + std::string{option.value} + '.';
        }
    }
    return std::nullopt;
}

class Reader {
   public:
    explicit Reader(std::span<const std::string_view> words) : words_(words) {}

    std::variant<Arguments, Refusal> read() {
        for (; at_ < words_.size(); ++at_) {
            const auto word = words_[at_];
            const bool is_option = !options_ended_ && word.size() > 1 && word.starts_with('-');
            auto refusal = word == "--" && !options_ended_ ? end_options()
                           : is_option                     ? option(word)
                                                           : plain(word);
            if (refusal) return *std::move(refusal);
        }
        if (auto refusal = count()) return *std::move(refusal);
        return std::move(found_);
    }

   private:
    std::optional<Refusal> end_options() {
        options_ended_ = true;
        return std::nullopt;
    }

    std::optional<Refusal> plain(std::string_view word) {
        if (found_.command) {
            found_.given.emplace_back(word);
            return std::nullopt;
        }
        found_.command = find_command(word);
        if (!found_.command) {
            return usage("There is no command \"" + std::string{word} +
                         "\". sparekey --help lists them.");
        }
        return std::nullopt;
    }

    std::optional<Refusal> option(std::string_view word) {
        if (word == "--version") {
            found_.version = true;
            return std::nullopt;
        }
        if (word == "-h") word = "--help";
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const auto* known = find_option(found_.command, name);
        if (!known) {
            return usage("There is no option " + std::string{name} +
                         (found_.command ? " of " + std::string{found_.command->name} + '.'
                                         : " before a command."));
        }
        auto& values = found_.options[std::string{name}];
        if (!values.empty() && !known->many) {
            return usage(std::string{name} + " is given twice.");
        }
        if (known->kind == Kind::flag) {
            values.emplace_back();
            if (equals == word.npos) return std::nullopt;
            return usage(std::string{name} + " takes no value.");
        }
        if (equals == word.npos && at_ + 1 == words_.size()) {
            return usage(std::string{name} + " takes a value.");
        }
        const auto value = equals == word.npos ? words_[++at_] : word.substr(equals + 1);
        if (auto fault = value_fault(*known, value)) return usage(std::move(*fault));
        values.emplace_back(value);
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Refusal> count() const {
        if (!found_.command || found_.has("--help")) return std::nullopt;
        const auto given = static_cast<int>(found_.given.size());
        const auto& command = *found_.command;
        if (given >= command.arguments_min &&
            (command.arguments_max < 0 || given <= command.arguments_max)) {
            return std::nullopt;
        }
        return usage("sparekey " + std::string{command.name} + " takes " +
                     (command.arguments.empty() ? "no argument" : std::string{command.arguments}) +
                     '.');
    }

    std::span<const std::string_view> words_;
    std::size_t at_ = 0;
    bool options_ended_ = false;
    Arguments found_;
};

}  // namespace

std::optional<std::string> Arguments::value(std::string_view option) const {
    const auto found = options.find(option);
    if (found == options.end()) return std::nullopt;
    return found->second.front();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    const auto found = options.find(option);
    return found == options.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::int64_t> Arguments::number(std::string_view option) const {
    const auto text = value(option);
    return text ? parse_number(*text) : std::nullopt;
}

std::variant<Arguments, Refusal> read_arguments(std::span<const std::string_view> words) {
    return Reader{words}.read();
}

}  // namespace sparekey::terminal
