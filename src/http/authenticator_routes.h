// The authenticator: /api/v1/authenticator/mail-code, /begin, /confirm, /disable.
#pragma once
#include "factor/enrol.h"
#include "http/feature.h"

namespace sparekey::http {

// `Enrolment` of doc/api.yaml: the same new key as text, as a link and as a picture.
[[nodiscard]] boost::json::object enrolment_json(std::string_view issuer, const factor::Enrolling&);

void add_authenticator_routes(Router&, const Web&);

}  // namespace sparekey::http
