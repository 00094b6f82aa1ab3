// What an applicant does: /api/v1/appeal and below, from the gate to the review of a decision.
#pragma once
#include "http/feature.h"

namespace sparekey::http {

void add_appeal_routes(Router&, const Web&);
// What the owner does without being the applicant, and the reset at its end: /appeal/veto,
// /appeal/not-me, /appeal/genuine, /appeal/reset.
void add_appeal_owner_routes(Router&, const Web&);

}  // namespace sparekey::http
