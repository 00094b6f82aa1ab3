// The terminal's clipboard (OSC 52): it is the terminal that copies, so it works over SSH, too.
#pragma once
#include <string>
#include <string_view>

namespace sparekey::terminal {

// What to send to the terminal so that it copies `text`.
[[nodiscard]] std::string copy_sequence(std::string_view text);

}  // namespace sparekey::terminal
