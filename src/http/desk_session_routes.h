// Signing in at the desk, and joining it: /api/v1/desk/session, /sign-in, /sign-out, /join.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

// `desk` has the services of the staff's realm.
void add_desk_session_routes(Router&, const Web& desk);

}  // namespace sparekey::http
