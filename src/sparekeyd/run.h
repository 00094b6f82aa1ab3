// `sparekeyd run`: start, serve until told to stop, stop.
#pragma once
#include "sparekeyd/command_line.h"

namespace sparekey::sparekeyd {

[[nodiscard]] Exit run_daemon(const CommandLine&);

}  // namespace sparekey::sparekeyd
