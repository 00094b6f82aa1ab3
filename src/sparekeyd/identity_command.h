// `sparekeyd identity import FILE`: reads the file, hands it over in batches, and says of each line
// that was not taken why. Never prints what stands in one.
#pragma once
#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "base/time.h"
#include "sparekeyd/command_line.h"

namespace sparekey::sparekeyd {

using Print = std::function<void(std::string_view)>;
// Hands one request to the daemon, or to the database where none runs.
using Ask = std::function<std::string(const std::string& request)>;

// Exit::failed when a line was refused. Throws what `ask` throws, after saying how far it came: to
// import the same file again does no harm.
[[nodiscard]] Exit import_identities(std::istream& file, const Ask&, Time now, const Print&);

}  // namespace sparekey::sparekeyd
