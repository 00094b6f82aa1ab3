// /api/v1/activity, /api/v1/identity, /api/v1/account: what happened, who the owner is, and the end
// of it.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_account_routes(Router&, const Web&);  // `Web` outlives the router.

}  // namespace sparekey::http
