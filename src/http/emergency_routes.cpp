#include "http/emergency_routes.h"

#include "signin/not_me_flow.h"
#include "signin/stolen_confirm.h"
#include "signin/stolen_flow.h"
#include "signin/stolen_take_back.h"
#include "signin/undo_flow.h"

namespace sparekey::http {
namespace {

using account::Refusal;
using account::Why;
using boost::json::array;
using boost::json::object;

constexpr std::size_t code_octets_max = 32;
constexpr std::size_t token_octets_max = 128;

// A refusal of something that began with an e-mail address: the browser is remembered, so that its
// next try is charged to it.
Response refused_to(const Asking& who, const Refusal& refusal, Time now) {
    auto response = refused(refusal, now);
    keep_browser(response, who);
    return response;
}

Awaitable<Response> post_stolen(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    auto email = email_field(fields);
    auto password = password_field(fields, "password");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto who = asking(request);
    auto result = co_await signin::begin_stolen(web.services, who.client, std::move(email),
                                                std::move(password));
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        co_return refused_to(who, *refusal, request.now);
    }
    const auto& begun = std::get<signin::StolenBegun>(result);
    const object body{{"expires_at", time_json(begun.expires_at)}};
    auto response = json(202, body);
    const auto lives =
        std::chrono::duration_cast<std::chrono::seconds>(signin::stolen_report_lives);
    response.cookie(set_cookie(stolen_cookie, begun.report.text().text(), lives));
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_stolen_confirm(const Web& web, Request& request) {
    Fields fields{request};
    const auto mailed = fields.optional_text("mailed_code", code_octets_max);
    const auto backup = fields.optional_text("backup_code", code_octets_max);
    const bool confirm_last = fields.optional_boolean("confirm_last", false);
    if (mailed.has_value() == backup.has_value()) {
        fields.reject("mailed_code", "or \"backup_code\" is needed, and not both.");
    }
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto report = token_of(request, stolen_cookie);
    if (!report) co_return refused(Why::no_stolen_report, request.now);

    const auto who = asking(request);
    account::Result<signin::Stolen> result;
    if (mailed) {
        result =
            co_await signin::confirm_stolen_by_mail(web.services, who.client, *report, *mailed);
    } else {
        result = co_await signin::confirm_stolen_by_backup_code(web.services, who.client, *report,
                                                                *backup, confirm_last);
    }
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        co_return refused(*refusal, request.now);
    }
    const auto& done = std::get<signin::Stolen>(result);
    const object body{{"codes_back_at", time_json(done.codes_back_at)},
                      {"hold_until", time_json(done.hold_until)}};
    auto response = json(200, body);
    response.cookie(clear_cookie(stolen_cookie));
    forget_session(response);
    co_return response;
}

// `EmailPasswordCode` of doc/api.yaml.
struct EmailPasswordCode {
    std::string email;
    std::shared_ptr<const crypto::Secret> password;
    std::string code;
    bool confirm_last = false;
};
EmailPasswordCode email_password_code(Fields& fields) {
    EmailPasswordCode typed;
    typed.email = email_field(fields);
    typed.password = password_field(fields, "password");
    typed.code = fields.text("code", code_octets_max);
    typed.confirm_last = fields.optional_boolean("confirm_last", false);
    return typed;
}

Awaitable<Response> post_take_back(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    auto typed = email_password_code(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto who = asking(request);
    auto code = signin::TypedCode::of(typed.code);
    const auto result = co_await signin::take_back_stolen(
        web.services, who.client, std::move(typed.email), std::move(typed.password),
        std::move(code), typed.confirm_last);
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        co_return refused_to(who, *refusal, request.now);
    }
    auto response = no_content();
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_undo(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    auto typed = email_password_code(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto who = asking(request);
    auto code = signin::TypedCode::of(typed.code);
    const auto result = co_await signin::undo(web.services, who.client, std::move(typed.email),
                                              std::move(typed.password), std::move(code));
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        co_return refused_to(who, *refusal, request.now);
    }
    const auto& done = std::get<signin::Undone>(result);
    array restored;
    if (done.password) restored.emplace_back("password");
    if (done.authenticator) restored.emplace_back("authenticator");
    if (done.backup_codes) restored.emplace_back("backup_codes");
    const object body{{"restored", std::move(restored)},
                      {"hold_until", time_json(done.hold_until)}};
    auto response = json(200, body);
    forget_session(response);
    keep_browser(response, who);
    co_return response;
}

std::string_view slug(signin::NotMeAction action) {
    switch (action) {
    case signin::NotMeAction::undo_enabling: return "undo_enabling";
    case signin::NotMeAction::end_sessions: return "end_sessions";
    }
    return "";
}

Awaitable<Response> post_not_me_look(const Web& web, Request& request) {
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = account::Token::parse(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto notice = co_await signin::look_at_not_me(web.services, *token, request.now);
    if (!notice) co_return refused(Why::link_invalid, request.now);
    const object body{{"event", notice->link.detail},
                      {"at", time_json(notice->link.made_at)},
                      {"action", slug(notice->action)},
                      {"expires_at", time_json(notice->link.expires_at)}};
    co_return json(200, body);
}

Awaitable<Response> post_not_me(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    auto password = password_field(fields, "password");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = account::Token::parse(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto who = asking(request);
    const auto result =
        co_await signin::not_me(web.services, who.client, *token, std::move(password));
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        co_return refused(*refusal, request.now);
    }
    const auto& done = std::get<signin::NotMeDone>(result);
    const bool undone = done.action == signin::NotMeAction::undo_enabling;
    const object body{{"done", undone ? "enabling_undone" : "sessions_ended"},
                      {"hold_until", time_json(done.hold_until)}};
    auto response = json(200, body);
    forget_session(response);
    co_return response;
}

}  // namespace

void add_emergency_routes(Router& router, const Web& web) {
    router.post("/api/v1/stolen", [&web](Request& request) { return post_stolen(web, request); });
    router.post("/api/v1/stolen/confirm",
                [&web](Request& request) { return post_stolen_confirm(web, request); });
    router.post("/api/v1/stolen/take-back",
                [&web](Request& request) { return post_take_back(web, request); });
    router.post("/api/v1/undo", [&web](Request& request) { return post_undo(web, request); });
    router.post("/api/v1/not-me/look",
                [&web](Request& request) { return post_not_me_look(web, request); });
    router.post("/api/v1/not-me", [&web](Request& request) { return post_not_me(web, request); });
}

}  // namespace sparekey::http
