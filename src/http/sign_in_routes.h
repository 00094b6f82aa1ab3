// Signing in and out: /api/v1/session, /sign-in, /sign-in/code, /sign-in/cancel, /sign-out.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_sign_in_routes(Router&, const Web&);

}  // namespace sparekey::http
