#include "base/text.h"
#include "http/appeal_json.h"
#include "http/appeal_routes.h"
#include "http/authenticator_routes.h"
#include "http/backup_code_routes.h"
#include "recovery/contest_flow.h"
#include "recovery/reset_flow.h"
#include "recovery/veto_flow.h"

namespace sparekey::http {
namespace {

using account::Refusal;
using account::Token;
using account::Why;

constexpr std::size_t code_octets_max = 32;
constexpr std::size_t token_octets_max = 128;
constexpr std::size_t receipt_octets_max = 64;
constexpr std::size_t word_octets_max = 64;

std::string_view ended_slug(account::AppealAnswer answer) {
    switch (answer) {
    case account::AppealAnswer::ended: return "cancelled_by_owner";
    case account::AppealAnswer::reversed: return "reversed";
    case account::AppealAnswer::contested:
    case account::AppealAnswer::nothing:
    case account::AppealAnswer::not_enough: return "contested";
    }
    return "contested";
}

Awaitable<Response> post_veto(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    recovery::VetoAsked asked;
    asked.email = email_field(fields);
    asked.password = password_field(fields, "password");
    asked.code = signin::TypedCode::of(fields.text("code", code_octets_max));
    asked.mailed_code = fields.optional_text("mailed_code", code_octets_max);
    const auto was = fields.text("was", word_octets_max);
    if (was != "found" && was != "attack") fields.reject("was", "must be \"found\" or \"attack\".");
    asked.attack = was == "attack";
    asked.confirm_last = fields.optional_boolean("confirm_last", false);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto who = asking(request);
    const auto result = co_await recovery::veto(*web.office, who.client, asked);
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        auto response = refused(*refusal, request.now);
        keep_browser(response, who);
        co_return response;
    }
    const auto& done = std::get<recovery::Vetoed>(result);
    const boost::json::object body{{"ended", ended_slug(done.answer)},
                                   {"must_change_password", done.must_change_password}};
    auto response = json(200, body);
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_not_me_look(const Web& web, Request& request) {
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = Token::parse(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto notice = co_await recovery::look_at_contest(web.services, *token, request.now);
    if (!notice) co_return refused(Why::link_invalid, request.now);
    const boost::json::object body{{"case_number", notice->number},
                                   {"words", notice->words},
                                   {"at", time_json(notice->at)},
                                   {"state", recovery::slug(notice->state)},
                                   {"expires_at", time_json(notice->expires_at)}};
    co_return json(200, body);
}

Awaitable<Response> post_not_me(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = Token::parse(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto who = asking(request);
    const auto result = co_await recovery::contest(*web.office, who.client, *token);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    const bool stands_still =
        std::get<recovery::ContestResult>(result) == recovery::ContestResult::contested;
    const boost::json::object body{{"result", stands_still ? "contested" : "noted"}};
    co_return json(200, body);
}

Awaitable<Response> post_genuine(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    auto number = fields.text("case_number", word_octets_max);
    auto words = fields.text("words", word_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const bool genuine =
        co_await recovery::is_genuine(web.services, std::move(number), std::move(words));
    const boost::json::object body{{"genuine", genuine}};
    co_return json(200, body);
}

Awaitable<Response> post_reset_look(const Web& web, Request& request) {
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = Token::parse(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto notice = co_await recovery::look_at_reset(web.services, *token, request.now);
    if (!notice) co_return refused(Why::link_invalid, request.now);
    const boost::json::object body{{"expires_at", time_json(notice->expires_at)},
                                   {"email", notice->email}};
    co_return json(200, body);
}

Awaitable<Response> post_reset_begin(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    auto password = password_field(fields, "password");
    auto receipt = fields.text("receipt", receipt_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = Token::parse(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto who = asking(request);
    const recovery::ResetAsked asked{*token, std::move(password), std::move(receipt)};
    auto result = co_await recovery::begin_reset(*web.office, who.client, asked);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    const auto& begun = std::get<recovery::ResetBegun>(result);
    auto response = json(200, enrolment_json(web.services.settings.site_name, begun.enrolling));
    const auto lives = std::chrono::duration_cast<std::chrono::seconds>(factor::enrolment_lives);
    response.cookie(set_cookie(reset_cookie, begun.access.text().text(), lives));
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_reset_confirm(const Web& web, Request& request) {
    Fields fields{request};
    auto typed = fields.text("code", code_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto access = token_of(request, reset_cookie);
    if (!access) co_return refused(Why::no_enrolment, request.now);
    const auto who = asking(request);
    auto result =
        co_await recovery::confirm_reset(*web.office, who.client, *access, std::move(typed));
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    const auto& done = std::get<recovery::ResetDone>(result);
    auto state = co_await session_state(web, done.session.clone(), request.now);
    auto body = new_codes_json(done.codes, std::move(state));
    body["hold_until"] = time_json(done.hold_until);
    auto response = json(200, body);
    keep_session(response, done.session);
    response.cookie(clear_cookie(reset_cookie));
    co_return response;
}

}  // namespace

void add_appeal_owner_routes(Router& router, const Web& web) {
    const auto post = [&](std::string_view path, auto handler) {
        router.post(path, [&web, handler](Request& request) { return handler(web, request); });
    };
    post("/api/v1/appeal/veto", post_veto);
    post("/api/v1/appeal/not-me/look", post_not_me_look);
    post("/api/v1/appeal/not-me", post_not_me);
    post("/api/v1/appeal/genuine", post_genuine);
    post("/api/v1/appeal/reset/look", post_reset_look);
    post("/api/v1/appeal/reset/begin", post_reset_begin);
    post("/api/v1/appeal/reset/confirm", post_reset_confirm);
}

}  // namespace sparekey::http
