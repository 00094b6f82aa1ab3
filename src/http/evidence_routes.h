// What an applicant sends: pictures, and the video while it is recorded. /api/v1/appeal/evidence
// and /api/v1/appeal/video.
#pragma once
#include "evidence/store.h"
#include "http/feature.h"

namespace sparekey::http {

// `store` outlives every request.
void add_evidence_routes(Router&, const Web&, evidence::Store& store);

}  // namespace sparekey::http
