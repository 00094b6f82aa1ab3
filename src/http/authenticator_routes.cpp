#include "http/authenticator_routes.h"

#include "factor/disable.h"
#include "factor/enrol.h"
#include "http/backup_code_routes.h"
#include "http/qr_code.h"
#include "otp/otpauth.h"
#include "otp/setup_key.h"
#include "signin/enrolment_flow.h"

namespace sparekey::http {
namespace {

using account::Done;
using account::Refusal;
using account::Why;
using factor::Enrolling;

constexpr std::size_t code_octets_max = 32;
constexpr std::size_t purpose_octets_max = 16;

Awaitable<Response> post_mail_code(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::mail)) co_return std::move(*often);
    const auto token = token_of(request, session_cookie);
    if (!token) co_return refused(Why::not_signed_in, request.now);
    const auto who = asking(request);
    const auto sent = co_await signin::mail_enable_code(web.services, who.client, *token);
    if (const auto* refusal = std::get_if<Refusal>(&sent)) co_return refused(*refusal, request.now);
    const boost::json::object body{
        {"expires_at", time_json(std::get<signin::CodeSent>(sent).expires_at)}};
    auto response = json(202, body);
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_begin(const Web& web, Request& request) {
    Fields fields{request};
    const auto purpose = fields.text("purpose", purpose_octets_max);
    const auto mailed_code = fields.optional_text("mailed_code", code_octets_max);
    auto proof = proof_field(fields);
    const bool enable = purpose == "enable";
    if (!enable && purpose != "replace") fields.reject("purpose", "is \"enable\" or \"replace\".");
    if (enable && !mailed_code) fields.reject("mailed_code", "is needed to enable.");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);

    // Before anything is proven: the wrong purpose must not cost a code.
    const auto now =
        co_await signin::current(web.services, token_of(request, session_cookie), request.now);
    if (!now) co_return refused(Why::not_signed_in, request.now);
    const bool has_factor = now->factor != signin::FactorState::none;
    if (enable && has_factor) co_return refused(Why::factor_already_enabled, request.now);
    if (!enable && !has_factor) co_return refused(Why::no_factor, request.now);

    const auto who = asking(request);
    auto action = enable ? factor::begin_enabling(web.services, who.client, *mailed_code)
                         : factor::begin_replacing(web.services);
    std::function<Response(Enrolling&, const boost::json::value&)> answer =
        [&web](Enrolling& enrolling, const boost::json::value&) {
            return json(200, enrolment_json(web.services.settings.site_name, enrolling));
        };
    co_return co_await answer_step_up<Enrolling>(web, request, std::move(proof), std::move(action),
                                                 std::move(answer));
}

Awaitable<Response> post_confirm(const Web& web, Request& request) {
    Fields fields{request};
    const auto typed = fields.text("code", code_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = token_of(request, session_cookie);
    if (!token) co_return refused(Why::not_signed_in, request.now);

    const auto who = asking(request);
    auto result = co_await signin::confirm_enrolment(web.services, who.client, *token, typed);
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        co_return refused(*refusal, request.now);
    }
    const auto& confirmed = std::get<signin::Confirmed>(result);
    auto state = co_await session_state(web, confirmed.session.clone(), request.now);
    auto response = json(200, new_codes_json(confirmed.codes, std::move(state)));
    keep_session(response, confirmed.session);
    co_return response;
}

Awaitable<Response> post_disable(const Web& web, Request& request) {
    Fields fields{request};
    auto proof = proof_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    auto action = factor::disable(web.services, proof.password->text());
    if (const auto* refusal = std::get_if<Refusal>(&action)) {
        co_return refused(*refusal, request.now);
    }
    std::function<Response(Done&, const boost::json::value&)> answer =
        [](Done&, const boost::json::value& session) { return json(200, session); };
    co_return co_await answer_step_up<Done>(web, request, std::move(proof),
                                            std::get<account::Action<Done>>(std::move(action)),
                                            std::move(answer));
}

}  // namespace

boost::json::object enrolment_json(std::string_view issuer, const Enrolling& enrolling) {
    const auto uri = otp::otpauth_uri(issuer, enrolling.account_name, enrolling.key.view());
    return {{"setup_key", otp::setup_key_groups(enrolling.key.view()).text()},
            {"otpauth_uri", uri.text()},
            {"qr_svg", qr_svg(uri).text()},
            {"issuer", issuer},
            {"account_name", enrolling.account_name},
            {"expires_at", time_json(enrolling.expires_at)}};
}

void add_authenticator_routes(Router& router, const Web& web) {
    router.post("/api/v1/authenticator/mail-code",
                [&web](Request& request) { return post_mail_code(web, request); });
    router.post("/api/v1/authenticator/begin",
                [&web](Request& request) { return post_begin(web, request); });
    router.post("/api/v1/authenticator/confirm",
                [&web](Request& request) { return post_confirm(web, request); });
    router.post("/api/v1/authenticator/disable",
                [&web](Request& request) { return post_disable(web, request); });
}

}  // namespace sparekey::http
