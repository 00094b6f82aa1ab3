// GET /api/v1/mailbox: mails that were kept in a folder instead of sent, for whoever tries Sparekey
// on their own machine. They hold live links and codes.
#pragma once
#include <filesystem>

#include "http/router.h"

namespace sparekey::http {

// Whether this request comes from a browser on this very machine, and not through a proxy: the peer
// is loopback, no proxy says that it passed somebody on, and the browser was told to go to this
// machine by its name (not by one that a stranger's DNS gives it).
[[nodiscard]] bool is_on_this_machine(const Request&);

// Whoever is elsewhere is answered as if there were no such route.
void add_mailbox_routes(Router& router, std::filesystem::path folder);

}  // namespace sparekey::http
