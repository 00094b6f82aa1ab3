// The command line, read by the table of commands.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sparekey/command_table.h"
#include "sparekey/exit.h"

namespace sparekey::terminal {

struct Arguments {
    const Command* command = nullptr;  // nullptr: none was given, or --help or --version instead.
    std::vector<std::string> given;    // NAME, FILE...
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    bool version = false;

    [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
    // Of a Kind::number: the table's reader saw to it that it is one.
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view option) const;
    [[nodiscard]] std::string first() const { return given.empty() ? std::string{} : given[0]; }
};

// Without the program's name. "--option=value" and "--option value"; "--" ends the options.
[[nodiscard]] std::variant<Arguments, Refusal> read_arguments(
    std::span<const std::string_view> words);

}  // namespace sparekey::terminal
