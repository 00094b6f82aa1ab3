#include "http/sign_in_routes.h"

#include "signin/code_step.h"
#include "signin/leave.h"
#include "signin/password_step.h"

namespace sparekey::http {
namespace {

using account::Why;
using signin::PasswordVerdict;

constexpr std::size_t code_octets_max = 32;

Awaitable<Response> get_session(const Web& web, Request& request) {
    const auto found =
        co_await signin::current(web.services, token_of(request, session_cookie), request.now);
    if (found) co_return json(200, state_json(web, found, std::nullopt));
    const auto waiting =
        co_await signin::waiting(web.services, token_of(request, challenge_cookie), request.now);
    co_return json(200, state_json(web, std::nullopt, waiting));
}

Awaitable<Response> post_sign_in(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in))
        co_return std::move(*often);
    Fields fields{request};
    auto email = email_field(fields);
    auto password = password_field(fields, "password");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);

    const auto who = asking(request);
    auto step =
        co_await signin::sign_in(web.services, who.client, std::move(email), std::move(password));
    if (step.verdict == PasswordVerdict::not_accepted) {
        auto response = refused(Why::not_accepted, request.now);
        keep_browser(response, who);
        co_return response;
    }
    const bool challenged = step.verdict == PasswordVerdict::challenge;
    std::optional<signin::Current> current;
    std::optional<signin::Waiting> waiting;
    if (challenged) {
        waiting = co_await signin::waiting(web.services, step.token->clone(), request.now);
    } else {
        current = co_await signin::current(web.services, step.token->clone(), request.now);
    }
    auto response = json(200, state_json(web, current, waiting));
    if (challenged) {
        response.cookie(set_cookie(challenge_cookie, step.token->text().text()));
    } else {
        keep_session(response, *step.token);
    }
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_code(const Web& web, Request& request) {
    Fields fields{request};
    const auto typed = fields.text("code", code_octets_max);
    const bool confirm_last = fields.optional_boolean("confirm_last", false);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto challenge = token_of(request, challenge_cookie);
    if (!challenge) co_return refused(Why::no_challenge, request.now);

    const auto who = asking(request);
    const auto code = signin::TypedCode::of(typed);
    auto result = co_await signin::sign_in_with_code(web.services, who.client, *challenge, code,
                                                     confirm_last);
    if (const auto* refusal = std::get_if<account::Refusal>(&result)) {
        auto response = refused(*refusal, request.now);
        if (refusal->why == Why::no_challenge) response.cookie(clear_cookie(challenge_cookie));
        co_return response;
    }
    const auto& [token, current] = std::get<signin::CodeAccepted>(result);
    auto response = json(200, state_json(web, current, std::nullopt));
    keep_session(response, token);
    response.cookie(clear_cookie(challenge_cookie));
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_cancel(const Web& web, Request& request) {
    if (const auto token = token_of(request, challenge_cookie)) {
        co_await signin::cancel_challenge(web.services, *token);
    }
    auto response = no_content();
    response.cookie(clear_cookie(challenge_cookie));
    co_return response;
}

Awaitable<Response> post_sign_out(const Web& web, Request& request) {
    if (const auto token = token_of(request, session_cookie)) {
        const auto who = asking(request);
        co_await signin::sign_out(web.services, who.client, *token);
    }
    auto response = no_content();
    forget_session(response);
    // ASVS 14.3.1: what the browser kept of the session goes with it. Not "cookies": the browser's
    // own one stays.
    response.header("Clear-Site-Data", "\"cache\", \"storage\"");
    co_return response;
}

}  // namespace

void add_sign_in_routes(Router& router, const Web& web) {
    router.get("/api/v1/session", [&web](Request& request) { return get_session(web, request); });
    router.post("/api/v1/sign-in", [&web](Request& request) { return post_sign_in(web, request); });
    router.post("/api/v1/sign-in/code",
                [&web](Request& request) { return post_code(web, request); });
    router.post("/api/v1/sign-in/cancel",
                [&web](Request& request) { return post_cancel(web, request); });
    router.post("/api/v1/sign-out",
                [&web](Request& request) { return post_sign_out(web, request); });
}

}  // namespace sparekey::http
