// What the desk's routes share: its own cookies, and who sits there.
#pragma once
#include <optional>
#include <variant>

#include "http/feature.h"
#include "staff/duty_table.h"
#include "staff/present_flow.h"

namespace sparekey::http {

// Of their own, and of another realm: a session of the site is nothing here, even when its token is
// put into this cookie.
inline constexpr std::string_view desk_session_cookie = "__Host-sparekey-desk";
inline constexpr std::string_view desk_challenge_cookie = "__Host-sparekey-desk-challenge";
inline constexpr std::string_view desk_join_cookie = "__Host-sparekey-desk-join";

[[nodiscard]] std::optional<account::Token> desk_token(const Request&, std::string_view cookie);
// Who asks, or 401.
[[nodiscard]] Awaitable<std::variant<Response, staff::Present>> at_desk(const Web& desk,
                                                                        const Request&);
// Who of those that decide cases, or 401, or 403 for an auditor.
[[nodiscard]] Awaitable<std::variant<Response, staff::Present>> at_work(const Web& desk,
                                                                        const Request&);
// Who of those that oversee the desk: leads and auditors.
[[nodiscard]] Awaitable<std::variant<Response, staff::Present>> at_oversight(const Web& desk,
                                                                             const Request&);

// Who asks, and of which case. Which cases there are nobody learns: an id that is none, and a case
// that is not this member's, are the same answer (recovery/bench_flow.h).
struct AtCase {
    staff::Actor actor;
    AppealId id;
};
[[nodiscard]] Awaitable<std::variant<Response, AtCase>> at_case(const Web& desk, const Request&);

// `DeskState` of doc/api.yaml.
[[nodiscard]] boost::json::value desk_json(const Web& desk, const std::optional<staff::Present>&,
                                           const std::optional<signin::Waiting>&);

}  // namespace sparekey::http
