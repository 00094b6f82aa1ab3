// Every command and option once: what the command line is read by, and what help, manual and
// completion are made of.
#pragma once
#include <span>
#include <string_view>

namespace sparekey::terminal {

// What completes an argument.
enum class Kind { flag, text, number, file, name, format, choice };

struct Option {
    std::string_view name;  // "--issuer".
    Kind kind;
    std::string_view value;  // "TEXT"; choices: "totp|hotp|steam". Empty for a flag.
    std::string_view says;   // A sentence.
    bool many = false;       // May be given more than once.
};

struct Command {
    std::string_view name;
    std::string_view arguments;  // "NAME [FILE...]", for people.
    Kind argument;               // What completes them.
    int arguments_min;
    int arguments_max;         // -1: any number.
    std::string_view summary;  // One line.
    std::string_view about;    // Paragraphs, for the manual.
    std::span<const Option> options;
    std::string_view examples;  // A line each.
};

[[nodiscard]] std::span<const Command> commands();
// Options of every command.
[[nodiscard]] std::span<const Option> global_options();
[[nodiscard]] const Command* find_command(std::string_view name);

}  // namespace sparekey::terminal
