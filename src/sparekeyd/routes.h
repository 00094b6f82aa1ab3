// The daemon's map: every route that it answers, put together from the features.
#pragma once
#include "http/desk_work_routes.h"
#include "http/feature.h"
#include "http/router.h"
#include "sparekeyd/configuration.h"

namespace sparekey::sparekeyd {

// All but the health routes. `web`, `desk`, which has the staff's services, and `vaults`, which has
// theirs, must outlive the router.
[[nodiscard]] http::Router routes_of(const Configuration&, const http::Web& web,
                                     const http::DeskWeb& desk, const http::Web& vaults);

// Mails in a folder are shown at /mailbox when browsers find the site on this very machine.
[[nodiscard]] bool shows_mailbox(const Configuration&);

}  // namespace sparekey::sparekeyd
