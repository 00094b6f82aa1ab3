// Signing up: /api/v1/sign-up, /sign-up/confirm.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_sign_up_routes(Router&, const Web&);

}  // namespace sparekey::http
