// Help, the manual's pages and the shells' completion, made of the table of commands.
#pragma once
#include <string>

#include "sparekey/command_table.h"

namespace sparekey::terminal {

// nullptr: of the program itself.
[[nodiscard]] std::string help_text(const Command*);
// roff, for man(1): sparekey(1) or sparekey-<command>(1).
[[nodiscard]] std::string manual_page(const Command*);
[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();

}  // namespace sparekey::terminal
