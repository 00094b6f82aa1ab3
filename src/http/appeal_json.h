// An appeal as its applicant sees it: `AppealState` of doc/api.yaml.
#pragma once
#include "http/feature.h"
#include "person/claim.h"
#include "recovery/status_flow.h"

namespace sparekey::http {

inline constexpr std::string_view appeal_cookie = "__Host-sparekey-appeal";
inline constexpr std::string_view reset_cookie = "__Host-sparekey-reset";

[[nodiscard]] boost::json::value appeal_json(const Web&, const recovery::Status&);
[[nodiscard]] boost::json::value item_json(const evidence::Item&);
[[nodiscard]] boost::json::value paper_json(const Web&, const std::string& code,
                                            const std::string& zone, Time made_at, Time expires_at);

// The body's member `form`. What is wrong with it is noted in `fields`.
[[nodiscard]] person::Claimed form_field(Fields&, Time now);

// The request's appeal as it stands now, after something was done to it; 401 no-appeal without one.
[[nodiscard]] Awaitable<Response> answer_with_state(const Web&, const Request&, int status,
                                                    std::optional<account::Token> access = {});

}  // namespace sparekey::http
