// /api/v1/site: what a page needs to know before anybody signs in.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_site_routes(Router&, const Web&);  // `Web` outlives the router.

}  // namespace sparekey::http
