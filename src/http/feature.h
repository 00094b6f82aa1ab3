// What every feature's routes share: who asks, which session, how a refusal is answered, how a
// step-up is read.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include "account/refusal.h"
#include "account/services.h"
#include "account/token.h"
#include "http/client_limits.h"
#include "http/cookie.h"
#include "http/json.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"
#include "recovery/office.h"
#include "signin/current.h"
#include "signin/step_up.h"

namespace sparekey::http {

inline constexpr std::string_view challenge_cookie = "__Host-sparekey-challenge";
inline constexpr std::string_view sign_up_cookie = "__Host-sparekey-sign-up";
inline constexpr std::string_view stolen_cookie = "__Host-sparekey-stolen";

// All references outlive every request.
struct Web {
    const account::Services& services;
    ClientLimits& limits;
    bool mailbox = false;  // Mails are kept in a folder and shown at /mailbox.
    std::optional<std::string> support;
    // The desk and its appeals; nullptr where it is closed.
    const recovery::Office* office = nullptr;
};

// The client, with the digest of its browser cookie; a browser that has none gets one from
// `keep_browser`.
struct Asking {
    account::Client client;
    std::optional<crypto::Secret>
        new_browser;  // The cookie's value to set, where the request brought none.
};
[[nodiscard]] Asking asking(const Request&);
// Sets the browser cookie on `response` where it is new. For answers that follow a typed password
// or an e-mail address.
void keep_browser(Response&, const Asking&);

// nullopt where the cookie is missing or not a token of ours.
[[nodiscard]] std::optional<account::Token> token_of(const Request&, std::string_view cookie,
                                                     account::Realm = account::Realm::site);

// The id at {id} of the path: digits only, greater than zero; nullopt otherwise.
[[nodiscard]] std::optional<std::int64_t> id_parameter(const Request&,
                                                       std::string_view name = "id");
// The same of any text.
[[nodiscard]] std::optional<std::int64_t> parse_id(std::string_view text);

// 429 when this client asked too often; nullopt when it may go on.
[[nodiscard]] std::optional<Response> too_often(const Web&, const Request&, ClientLimits::Kind);

// The one place where refusals become problem details.
[[nodiscard]] Response refused(const account::Refusal&, Time now);
[[nodiscard]] Response refused(account::Why, Time now);

// RFC 3339 in UTC, whole seconds rounded down; null for the epoch and for what never ends.
[[nodiscard]] boost::json::value time_json(Time);

// `SessionState` of doc/api.yaml for a token that was just given out, or for nobody.
[[nodiscard]] Awaitable<boost::json::value> session_state(const Web&,
                                                          std::optional<account::Token> session,
                                                          Time now);
[[nodiscard]] boost::json::value state_json(const Web&, const std::optional<signin::Current>&,
                                            const std::optional<signin::Waiting>&);
void keep_session(Response&, const account::Token&);
void forget_session(Response&);

// An e-mail address field, canonical; notes the flaw in `fields` otherwise.
[[nodiscard]] std::string email_field(Fields&, std::string_view name = "email");
// A password field that is valid UTF-8.
[[nodiscard]] std::shared_ptr<const crypto::Secret> password_field(Fields&, std::string_view name);
// The member `proof` of a body: {"password", "code"?, "confirm_last"?}.
[[nodiscard]] signin::Proof proof_field(Fields&);

// Runs `action` for the request's session with the proof. `answer` turns the outcome into the
// response body's response; the new session cookie is set on it. `answer` gets the new state where
// the API wants `session`.
template <class Outcome>
[[nodiscard]] Awaitable<Response> answer_step_up(
    const Web& web, const Request& request, signin::Proof proof, account::Action<Outcome> action,
    std::function<Response(Outcome&, const boost::json::value& session)> answer) {
    const auto token = token_of(request, session_cookie);
    if (!token) co_return refused(account::Why::not_signed_in, request.now);
    const auto who = asking(request);
    auto result = co_await signin::step_up<Outcome>(web.services, who.client, *token, proof,
                                                    std::move(action));
    if (const auto* refusal = std::get_if<account::Refusal>(&result))
        co_return refused(*refusal, request.now);
    auto& done = std::get<signin::SteppedUp<Outcome>>(result);
    std::optional<account::Token> next;
    if (done.session) next = done.session->clone();
    const auto state = co_await session_state(web, std::move(next), request.now);
    auto response = answer(done.outcome, state);
    if (done.session) {
        keep_session(response, *done.session);
    } else {
        forget_session(response);
    }
    co_return response;
}

}  // namespace sparekey::http
