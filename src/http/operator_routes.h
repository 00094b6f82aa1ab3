// The operator's API: /api/v1/operator/. Programs with a key; no cookie counts there.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

// Accounts, restrictions, identity records.
void add_operator_routes(Router& router, const Web& web);
// Authenticators and codes.
void add_operator_factor_routes(Router& router, const Web& web);

}  // namespace sparekey::http
