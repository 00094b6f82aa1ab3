// Where an account is signed in: /api/v1/sessions...
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_session_routes(Router&, const Web&);

}  // namespace sparekey::http
