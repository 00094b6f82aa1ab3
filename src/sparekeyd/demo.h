// Samples for trying things out: accounts, a desk's staff, and appeals in every state that lasts;
// made through the same flows as everybody's, with passwords and setup keys that are printed. Only
// for a daemon that nobody else can reach.
#pragma once
#include <string>

#include "sparekeyd/configuration.h"

namespace sparekey::sparekeyd {

// Throws Failure{refused} unless http.listen is this machine's own and mails are kept in a folder.
void check_demo(const Configuration&);

// Makes them before the daemon opens anything, and returns what to print: how to sign in to each.
// That text is also kept in var.folder's demo.txt, mode 0600: where it exists, they were made by an
// earlier start, and nothing is done. Throws Failure.
[[nodiscard]] std::string add_samples(const Configuration&, bool create);

}  // namespace sparekey::sparekeyd
