#include "http/password_routes.h"

#include "signin/forgotten.h"
#include "signin/password_change.h"
#include "signin/relief.h"

namespace sparekey::http {
namespace {

using account::Done;
using account::Refusal;
using account::Token;
using account::Why;
using signin::FactorState;

constexpr std::size_t token_octets_max = 128;
constexpr std::size_t code_octets_max = 32;

std::string_view slug(FactorState state) {
    switch (state) {
    case FactorState::none: return "none";
    case FactorState::active: return "active";
    case FactorState::suspended: return "suspended";
    }
    return "none";
}

// "If the address has an account, a mail is on its way."
template <class Ask>
Awaitable<Response> ask_for_mail(const Web& web, Request& request, Ask ask) {
    if (auto often = too_often(web, request, ClientLimits::Kind::mail)) co_return std::move(*often);
    Fields fields{request};
    auto email = email_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto who = asking(request);
    co_await ask(web.services, who.client, std::move(email));
    Response response{202};
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_forgot(const Web& web, Request& request) {
    return ask_for_mail(web, request, signin::ask_for_reset_link);
}

Awaitable<Response> post_relief(const Web& web, Request& request) {
    return ask_for_mail(web, request, signin::ask_for_relief);
}

Awaitable<Response> post_use_relief(const Web& web, Request& request) {
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = Token::parse(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto who = asking(request);
    const auto used = co_await signin::use_relief(web.services, who.client, *token);
    if (const auto* refusal = std::get_if<Refusal>(&used)) co_return refused(*refusal, request.now);
    auto response = no_content();
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_link(const Web& web, Request& request) {
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = Token::parse(text);
    if (!token) co_return refused(Why::link_invalid, request.now);
    const auto link = co_await signin::look_at_reset_link(web.services, *token, request.now);
    if (!link) co_return refused(Why::link_invalid, request.now);
    const auto length_min = link->factor == FactorState::none ? account::password_min_only_factor
                                                              : account::password_min_with_factor;
    const boost::json::object body{{"factor", slug(link->factor)},
                                   {"expires_at", time_json(link->expires_at)},
                                   {"password_min", length_min}};
    co_return json(200, body);
}

Awaitable<Response> post_reset(const Web& web, Request& request) {
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    auto password = password_field(fields, "new_password");
    const auto typed = fields.optional_text("code", code_octets_max);
    const bool without_factor = fields.optional_boolean("without_factor", false);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = Token::parse(text);
    if (!token) co_return refused(Why::link_invalid, request.now);

    const auto who = asking(request);
    signin::NewPassword wanted{*token, std::move(password)};
    wanted.without_factor = without_factor;
    if (typed) wanted.code = signin::TypedCode::of(*typed);
    const auto result = co_await signin::reset_password(web.services, who.client, wanted);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    const bool pending = std::get<signin::ResetResult>(result) == signin::ResetResult::pending;
    const boost::json::object body{{"result", pending ? "pending" : "changed"}};
    auto response = json(200, body);
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_change(const Web& web, Request& request) {
    Fields fields{request};
    auto proof = proof_field(fields);
    auto next = password_field(fields, "new_password");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto now =
        co_await signin::current(web.services, token_of(request, session_cookie), request.now);
    if (!now) co_return refused(Why::not_signed_in, request.now);
    const bool has_factor = now->factor != FactorState::none;
    const auto flaw =
        signin::judge_new_password(web.services, next->text(), now->email, has_factor);
    if (flaw) co_return refused(*flaw, request.now);

    auto action = signin::change_password(web.services, now->who, std::move(next));
    std::function<Response(Done&, const boost::json::value&)> answer =
        [](Done&, const boost::json::value& session) { return json(200, session); };
    co_return co_await answer_step_up<Done>(web, request, std::move(proof), std::move(action),
                                            std::move(answer));
}

}  // namespace

void add_password_routes(Router& router, const Web& web) {
    router.post("/api/v1/password/forgot",
                [&web](Request& request) { return post_forgot(web, request); });
    router.post("/api/v1/password/link",
                [&web](Request& request) { return post_link(web, request); });
    router.post("/api/v1/password/reset",
                [&web](Request& request) { return post_reset(web, request); });
    router.post("/api/v1/password/change",
                [&web](Request& request) { return post_change(web, request); });
    router.post("/api/v1/relief", [&web](Request& request) { return post_relief(web, request); });
    router.post("/api/v1/relief/use",
                [&web](Request& request) { return post_use_relief(web, request); });
}

}  // namespace sparekey::http
