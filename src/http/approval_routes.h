// The routes by which a device that is in a vault lets another one in: /api/v1/sync/approval.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

// `vaults` has the services of the vaults' realm.
void add_approval_routes(Router& router, const Web& vaults);

}  // namespace sparekey::http
