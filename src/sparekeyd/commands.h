// What each command does.
#pragma once
#include "sparekeyd/command_line.h"

namespace sparekey::sparekeyd {

// Prints to standard output. Throws Failure: refused where starting again would not help.
[[nodiscard]] Exit execute(const CommandLine&);

}  // namespace sparekey::sparekeyd
