// The authenticator: /api/v1/authenticator/mail-code, /begin, /confirm, /disable.
#pragma once
#include "factor/enrol.h"
#include "http/feature.h"

namespace sparekey::http {

// `Enrolment` of doc/api.yaml: what is put into the new authenticator.
[[nodiscard]] boost::json::object enrolment_json(const Web&, const factor::Enrolling&);

void add_authenticator_routes(Router&, const Web&);

}  // namespace sparekey::http
