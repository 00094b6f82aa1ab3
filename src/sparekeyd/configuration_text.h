// The configuration written out for people, from the table of keys.
#pragma once
#include <string>

namespace sparekey::sparekeyd {

// A file with every key, its default behind a '#', and what it is for.
[[nodiscard]] std::string example_file();
// doc/configuration.md.
[[nodiscard]] std::string configuration_page();

}  // namespace sparekey::sparekeyd
