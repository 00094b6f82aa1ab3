// Forgotten and changed passwords, and relief: /api/v1/password/..., /api/v1/relief...
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_password_routes(Router&, const Web&);

}  // namespace sparekey::http
