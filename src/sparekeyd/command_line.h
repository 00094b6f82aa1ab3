// What was typed after "sparekeyd": a command, its options, and keys of the configuration.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sparekeyd/configuration.h"

namespace sparekey::sparekeyd {

// What the process ends with; doc/operations.md lists them.
enum class Exit : int {
    done = 0,
    failed = 1,   // Something went wrong; for `check`: something is wrong.
    usage = 2,    // The command line cannot be understood.
    refused = 3,  // The configuration, a key file or the database is not as it must be: starting
                  // again will not help.
    cut_off = 4,  // Told twice to stop: what was under way was cut off.
};

struct CommandLine {
    std::string command;  // "run", "keys create".
    std::string who;      // Of an account command: an e-mail address or an id; of `key revoke`.
    std::string file;     // Of `identity import`, `backup` and `restore`.
    std::string name;     // Of `staff add`, as the next two, and of `key create`.
    std::vector<std::string> roles;
    std::string account;
    std::string scopes;  // Of `key create`.
    std::optional<std::filesystem::path> config_file;
    std::optional<std::filesystem::path> heads_file;  // Of `journal verify`.
    std::vector<Setting> settings;
    bool create = false;
    bool demo = false;
    bool page = false;
    bool replace = false;  // Of `restore`.
};

// Instead of a command: a text to print, and what to end with.
struct Notice {
    std::string text;
    Exit exit;
};

// `arguments` without the program's name.
[[nodiscard]] std::variant<CommandLine, Notice> parse_command_line(
    std::vector<std::string> arguments);

// Every command there is, "account close" as one.
[[nodiscard]] std::vector<std::string> command_names();

[[nodiscard]] std::string help_text();

// The configuration that this command line asks for: of --config, else of the environment's
// SPAREKEY_CONFIG, else /etc/sparekey/sparekey.toml where it exists. Throws as configure().
[[nodiscard]] Configuration load_configuration(const CommandLine&);

}  // namespace sparekey::sparekeyd
