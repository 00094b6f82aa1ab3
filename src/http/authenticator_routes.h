// The authenticator: /api/v1/authenticator/mail-code, /begin, /confirm, /disable.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_authenticator_routes(Router&, const Web&);

}  // namespace sparekey::http
