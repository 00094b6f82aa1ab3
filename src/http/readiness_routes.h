// Readiness: /api/v1/readiness, /written-down, /snooze.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_readiness_routes(Router&, const Web&);

}  // namespace sparekey::http
