// The addresses of an account: /api/v1/addresses...
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_address_routes(Router&, const Web&);

}  // namespace sparekey::http
