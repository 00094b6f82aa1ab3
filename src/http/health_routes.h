// /healthz: the process answers. /readyz: what it needs answers too. For supervisors and load
// balancers.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "http/router.h"

namespace sparekey::http {

struct ReadyCheck {
    std::string name;                         // "database"
    std::function<Awaitable<bool>()> passes;  // A Failure counts as false.
    bool only_warns = false;                  // Shown, and no reason for a 503.
};

// GET /healthz is 200 {"status":"ok"}. GET /readyz is 200, or 503 when one that does not only warn
// fails, with
// {"status":…,"checks":{"database":true}}: names only, no reasons, since anybody may ask.
void add_health_routes(Router& router, std::vector<ReadyCheck> checks);

}  // namespace sparekey::http
