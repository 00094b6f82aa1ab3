#include "http/desk_session_routes.h"

#include "http/authenticator_routes.h"
#include "http/desk.h"
#include "signin/code_step.h"
#include "signin/leave.h"
#include "signin/password_step.h"
#include "staff/join_flow.h"

namespace sparekey::http {
namespace {

using account::Realm;
using account::Token;
using account::Why;

constexpr std::size_t code_octets_max = 32;
constexpr std::size_t token_octets_max = 128;

Awaitable<Response> get_session(const Web& desk, Request& request) {
    const auto present = co_await staff::present(
        desk.services, desk_token(request, desk_session_cookie), request.now);
    if (present) co_return json(200, desk_json(desk, present, std::nullopt));
    const auto waiting = co_await signin::waiting(
        desk.services, desk_token(request, desk_challenge_cookie), request.now);
    co_return json(200, desk_json(desk, std::nullopt, waiting));
}

Awaitable<Response> post_sign_in(const Web& desk, Request& request) {
    if (auto often = too_often(desk, request, ClientLimits::Kind::sign_in))
        co_return std::move(*often);
    Fields fields{request};
    auto email = email_field(fields);
    auto password = password_field(fields, "password");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);

    const auto who = asking(request);
    auto step =
        co_await signin::sign_in(desk.services, who.client, std::move(email), std::move(password));
    // A member without a second factor does not exist; a session by password alone is none here.
    if (step.verdict != signin::PasswordVerdict::challenge) {
        auto response = refused(Why::not_accepted, request.now);
        keep_browser(response, who);
        co_return response;
    }
    const auto waiting = co_await signin::waiting(desk.services, step.token->clone(), request.now);
    auto response = json(200, desk_json(desk, std::nullopt, waiting));
    response.cookie(set_cookie(desk_challenge_cookie, step.token->text().text()));
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> signed_in(const Web& desk, const Request& request, const Asking& who,
                              const Token& session) {
    const auto present = co_await staff::present(desk.services, session.clone(), request.now);
    if (!present) co_return refused(Why::not_accepted, request.now);
    auto response = json(200, desk_json(desk, present, std::nullopt));
    response.cookie(set_cookie(desk_session_cookie, session.text().text()));
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_code(const Web& desk, Request& request) {
    Fields fields{request};
    const auto typed = fields.text("code", code_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto challenge = desk_token(request, desk_challenge_cookie);
    if (!challenge) co_return refused(Why::no_challenge, request.now);

    const auto who = asking(request);
    // There are no backup codes at the desk: eight digits are as wrong as any word.
    signin::TypedCode code;
    code.one_time = signin::TypedCode::of(typed).one_time;
    auto result =
        co_await signin::sign_in_with_code(desk.services, who.client, *challenge, code, false);
    if (const auto* refusal = std::get_if<account::Refusal>(&result)) {
        auto response = refused(*refusal, request.now);
        if (refusal->why == Why::no_challenge) response.cookie(clear_cookie(desk_challenge_cookie));
        co_return response;
    }
    const auto& token = std::get<signin::CodeAccepted>(result).token;
    auto response = co_await signed_in(desk, request, who, token);
    response.cookie(clear_cookie(desk_challenge_cookie));
    co_return response;
}

Awaitable<Response> post_sign_out(const Web& desk, Request& request) {
    if (const auto token = desk_token(request, desk_session_cookie)) {
        const auto who = asking(request);
        co_await signin::sign_out(desk.services, who.client, *token);
    }
    if (const auto token = desk_token(request, desk_challenge_cookie)) {
        co_await signin::cancel_challenge(desk.services, *token);
    }
    auto response = no_content();
    response.cookie(clear_cookie(desk_session_cookie));
    response.cookie(clear_cookie(desk_challenge_cookie));
    response.header("Clear-Site-Data", "\"cache\", \"storage\"");
    co_return response;
}

std::optional<Token> invitation_of(std::string_view text) {
    return Token::parse(text, Realm::staff);
}

Awaitable<Response> post_look(const Web& desk, Request& request) {
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = invitation_of(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto invited = co_await staff::look_at_invitation(desk.services, *token, request.now);
    if (!invited) co_return refused(Why::link_invalid, request.now);
    const boost::json::object body{{"name", invited->name},
                                   {"email", invited->email},
                                   {"password_min", account::password_min_only_factor},
                                   {"expires_at", time_json(invited->expires_at)}};
    co_return json(200, body);
}

Awaitable<Response> post_begin(const Web& desk, Request& request) {
    if (auto often = too_often(desk, request, ClientLimits::Kind::sign_in))
        co_return std::move(*often);
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    auto password = password_field(fields, "password");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = invitation_of(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto who = asking(request);
    const auto begun =
        co_await staff::begin_joining(desk.services, who.client, *token, std::move(password));
    if (const auto* refusal = std::get_if<account::Refusal>(&begun))
        co_return refused(*refusal, request.now);
    const auto issuer = desk.services.settings.site_name + " desk";
    auto response = json(200, enrolment_json(issuer, std::get<factor::Enrolling>(begun)));
    response.cookie(set_cookie(desk_join_cookie, token->text().text()));
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_confirm(const Web& desk, Request& request) {
    Fields fields{request};
    const auto typed = fields.text("code", code_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = desk_token(request, desk_join_cookie);
    if (!token) co_return refused(Why::no_enrolment, request.now);
    const auto who = asking(request);
    const auto joined = co_await staff::confirm_joining(desk.services, who.client, *token, typed);
    if (const auto* refusal = std::get_if<account::Refusal>(&joined))
        co_return refused(*refusal, request.now);
    auto response = co_await signed_in(desk, request, who, std::get<Token>(joined));
    response.cookie(clear_cookie(desk_join_cookie));
    co_return response;
}

}  // namespace

void add_desk_session_routes(Router& router, const Web& desk) {
    const std::string desk_path = "/api/v1/desk";
    router.get(desk_path + "/session",
               [&desk](Request& request) { return get_session(desk, request); });
    router.post(desk_path + "/sign-in",
                [&desk](Request& request) { return post_sign_in(desk, request); });
    router.post(desk_path + "/sign-in/code",
                [&desk](Request& request) { return post_code(desk, request); });
    router.post(desk_path + "/sign-out",
                [&desk](Request& request) { return post_sign_out(desk, request); });
    router.post(desk_path + "/join/look",
                [&desk](Request& request) { return post_look(desk, request); });
    router.post(desk_path + "/join/begin",
                [&desk](Request& request) { return post_begin(desk, request); });
    router.post(desk_path + "/join/confirm",
                [&desk](Request& request) { return post_confirm(desk, request); });
}

}  // namespace sparekey::http
