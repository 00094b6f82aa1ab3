// `sparekeyd journal verify`: is every line of the journal there, and as it was?
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "journal/verify_flow.h"
#include "sparekeyd/command_line.h"
#include "sparekeyd/configuration.h"

namespace sparekey::sparekeyd {

// Beside a daemon that runs, or without one; changes nothing. `heads_file`: a copy of the signed
// heads; without one the daemon's own is taken, where there is one. Exit::done when nothing is
// wrong, else Exit::failed. Throws Failure as opening a database and a key file do.
[[nodiscard]] Exit verify_journal(const Configuration&,
                                  const std::optional<std::filesystem::path>& heads_file,
                                  const std::function<void(std::string_view)>& print);

// What is printed: a line for each finding, then the counts.
[[nodiscard]] std::string report_of(const journal::Report&, Duration took);

}  // namespace sparekey::sparekeyd
