// What works without a session when something is wrong: /api/v1/stolen, /stolen/confirm,
// /stolen/take-back, /undo, /not-me, /not-me/look.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_emergency_routes(Router&, const Web&);

}  // namespace sparekey::http
