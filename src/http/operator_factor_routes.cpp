#include "http/operator_request.h"
#include "http/operator_routes.h"
#include "http/qr_code.h"
#include "operators/enrol.h"
#include "operators/verify.h"
#include "otp/otpauth.h"
#include "otp/setup_key.h"

namespace sparekey::http {
namespace {

using account::Done;
using account::Refusal;
using account::Why;
using factor::Enrolling;
using operators::Scope;
using operators::Verified;

constexpr std::size_t code_octets_max = 32;
constexpr std::size_t octets_a_character = 4;

std::string account_name_field(Fields& fields, const Called& asked) {
    const auto name = fields.optional_text(
        "account_name", operators::account_name_characters_max * octets_a_character);
    if (name) return *name;
    return asked.id ? asked.id->text() : std::string{};
}

boost::json::object key_json(const Web& web, const Enrolling& enrolling, const std::string& name) {
    const auto& issuer = web.services.settings.site_name;
    const auto uri = otp::otpauth_uri(issuer, name, enrolling.key.view());
    return {{"setup_key", otp::setup_key_groups(enrolling.key.view()).text()},
            {"otpauth_uri", uri.text()},
            {"qr_svg", qr_svg(uri).text()},
            {"issuer", issuer},
            {"account_name", name},
            {"expires_at", time_json(enrolling.expires_at)}};
}

Response codes_answer(const otp::BackupCodes& codes) {
    boost::json::array texts;
    for (const auto& code : codes) texts.emplace_back(otp::format_backup_code(code.text()).text());
    const boost::json::object body{{"backup_codes", std::move(texts)}};
    return json(200, body);
}

// The members of a call with a code of the person's own.
struct Typed {
    signin::TypedCode code;
    bool confirm_last = false;
    account::Client person;
};
Typed typed_fields(const Web& web, Fields& fields) {
    const auto code = fields.text("code", code_octets_max);
    const bool confirm_last = fields.optional_boolean("confirm_last", false);
    return {signin::TypedCode::of(code), confirm_last, person_field(web, fields)};
}

Awaitable<Response> post_verify(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::verify);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    Fields fields{request};
    const auto typed = typed_fields(web, fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    auto repeat_or_not = repeat_of(web, request, asked.key);
    if (auto* refusal = std::get_if<Response>(&repeat_or_not)) co_return std::move(*refusal);
    const auto& repeat = std::get<std::optional<operators::Repeat>>(repeat_or_not);
    if (!asked.account) co_return refused(Why::unknown_account, request.now);

    const operators::Verify verify{web.services, typed.person, *asked.account,
                                   typed.code,   repeat,       typed.confirm_last};
    const auto result = co_await operators::verify(verify);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    const auto& verified = std::get<Verified>(result);
    const bool backup = verified.kind == account::FactorUsed::backup_code;
    const boost::json::object body{{"kind", backup ? "backup_code" : "one_time_code"},
                                   {"backup_codes_left", verified.codes_left},
                                   {"restriction", restriction_json(verified.standing)},
                                   {"verified_at", time_json(verified.at)}};
    co_return json(200, body);
}

Awaitable<Response> post_begin(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::enrol);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    Fields fields{request};
    const auto name = account_name_field(fields, asked);
    const auto person = person_field(web, fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    if (!asked.account) co_return refused(Why::unknown_account, request.now);
    const auto result = co_await operators::begin_enabling(web.services, person, *asked.account);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return json(200, key_json(web, std::get<Enrolling>(result), name));
}

Awaitable<Response> post_confirm(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::enrol);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    Fields fields{request};
    const auto code = fields.text("code", code_octets_max);
    const auto person = person_field(web, fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    if (!asked.account) co_return refused(Why::unknown_account, request.now);
    const operators::Confirm confirm{web.services, person, *asked.account, code};
    const auto result = co_await operators::confirm_enrolment(confirm);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return codes_answer(std::get<otp::BackupCodes>(result));
}

Awaitable<Response> post_replace(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::enrol);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    Fields fields{request};
    const auto name = account_name_field(fields, asked);
    const auto typed = typed_fields(web, fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    if (!asked.account) co_return refused(Why::unknown_account, request.now);
    const operators::Change change{web.services, typed.person, *asked.account, typed.code,
                                   typed.confirm_last};
    const auto result = co_await operators::begin_replacing(change);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return json(200, key_json(web, std::get<Enrolling>(result), name));
}

Awaitable<Response> post_remove(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::enrol);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    Fields fields{request};
    const auto typed = typed_fields(web, fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    if (!asked.account) co_return refused(Why::unknown_account, request.now);
    const operators::Change change{web.services, typed.person, *asked.account, typed.code,
                                   typed.confirm_last};
    const auto result = co_await operators::remove_factor(change);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return no_content();
}

Awaitable<Response> post_regenerate(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::enrol);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    Fields fields{request};
    const auto typed = typed_fields(web, fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    if (!asked.account) co_return refused(Why::unknown_account, request.now);
    const operators::Change change{web.services, typed.person, *asked.account, typed.code,
                                   typed.confirm_last};
    const auto result = co_await operators::regenerate_codes(change);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return codes_answer(std::get<otp::BackupCodes>(result));
}

}  // namespace

void add_operator_factor_routes(Router& router, const Web& web) {
    const auto with = [&web](auto handler) {
        return [&web, handler](Request& request) { return handler(web, request); };
    };
    const std::string account = "/api/v1/operator/accounts/{id}";
    router.post(account + "/verify", with(post_verify), for_programs());
    router.post(account + "/authenticator/begin", with(post_begin), for_programs());
    router.post(account + "/authenticator/confirm", with(post_confirm), for_programs());
    router.post(account + "/authenticator/replace", with(post_replace), for_programs());
    router.post(account + "/authenticator/remove", with(post_remove), for_programs());
    router.post(account + "/backup-codes/regenerate", with(post_regenerate), for_programs());
}

}  // namespace sparekey::http
