// Sample accounts for trying things out: made through the same flows as everybody's, with passwords
// and setup keys that are printed. Only for a daemon that nobody else can reach.
#pragma once
#include <filesystem>
#include <string>

#include "sparekeyd/configuration.h"
#include "sparekeyd/realms.h"

namespace sparekey::sparekeyd {

// Throws Failure{refused} unless http.listen is this machine's own and mails are kept in a folder.
void check_demo(const Configuration&);

// Makes the sample accounts and a desk's staff, before anything is served, and returns what to
// print: how to sign in to each. That text is also kept in `notes`, mode 0600: where it exists,
// they were made by an earlier start, and nothing is done. Throws Failure.
[[nodiscard]] std::string add_samples(const Realms&, const std::filesystem::path& notes);

}  // namespace sparekey::sparekeyd
