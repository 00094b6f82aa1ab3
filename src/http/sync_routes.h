// The routes of the authenticator's vaults: /api/v1/sync. No cookie counts there; a device signs.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

// `vaults` has the services of the vaults' realm.
void add_sync_routes(Router& router, const Web& vaults);

}  // namespace sparekey::http
