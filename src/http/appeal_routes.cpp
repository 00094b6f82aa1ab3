#include "http/appeal_routes.h"

#include "http/appeal_json.h"
#include "http/qr_code.h"
#include "recovery/draft_flow.h"
#include "recovery/form_flow.h"
#include "recovery/gate_flow.h"
#include "recovery/link_flow.h"
#include "recovery/open_flow.h"
#include "recovery/phone_flow.h"

namespace sparekey::http {
namespace {

using account::Done;
using account::Refusal;
using account::Token;
using account::Why;

constexpr std::size_t code_octets_max = 32;
constexpr std::size_t token_octets_max = 128;
constexpr std::size_t receipt_octets_max = 64;
constexpr std::size_t word_octets_max = 64;

// Until the appeal's page is of no more use to anybody.
std::string access_cookie(const Token& access) {
    const auto lives = std::chrono::duration_cast<std::chrono::seconds>(recovery::access_lives);
    return set_cookie(appeal_cookie, access.text().text(), lives);
}

Awaitable<Response> post_gate(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::mail)) co_return std::move(*often);
    Fields fields{request};
    auto email = email_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto who = asking(request);
    const auto asked = co_await recovery::ask_at_gate(web.services, who.client, std::move(email));
    const boost::json::object body{{"expires_at", time_json(asked.expires_at)}};
    auto response = json(202, body);
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> opened(const Web& web, const Request& request, const Asking& who,
                           account::Result<recovery::Opened> result, int status) {
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        auto response = refused(*refusal, request.now);
        keep_browser(response, who);
        co_return response;
    }
    const auto& access = std::get<recovery::Opened>(result).access;
    auto response = co_await answer_with_state(web, request, status, access.clone());
    response.cookie(access_cookie(access));
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_open(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    recovery::OpenAsked asked;
    asked.email = email_field(fields);
    asked.code = fields.text("code", code_octets_max);
    asked.password = password_field(fields, "password");
    const auto lost = recovery::parse_lost(fields.text("lost", word_octets_max));
    if (!lost) fields.reject("lost", "must be phone_lost, phone_broken, app_wiped or stolen.");
    asked.zone = fields.text("zone", word_octets_max);
    if (!recovery::is_zone(asked.zone)) fields.reject("zone", "is no time zone.");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    asked.lost = *lost;
    asked.now = request.now;
    const auto who = asking(request);
    auto result = co_await recovery::open_appeal(*web.office, who.client, asked);
    co_return co_await opened(web, request, who, std::move(result), 201);
}

Awaitable<Response> post_continue(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    recovery::ContinueAsked asked;
    asked.email = email_field(fields);
    asked.code = fields.text("code", code_octets_max);
    asked.receipt = fields.text("receipt", receipt_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto who = asking(request);
    auto result = co_await recovery::continue_appeal(*web.office, who.client, asked);
    co_return co_await opened(web, request, who, std::move(result), 200);
}

Awaitable<Response> get_appeal(const Web& web, Request& request) {
    return answer_with_state(web, request, 200);
}

// What is done to the appeal of the cookie, and how it stands then.
Awaitable<Response> done_to(
    const Web& web, Request& request,
    std::function<Awaitable<account::Result<Done>>(const account::Client&, const Token&)> act) {
    const auto access = token_of(request, appeal_cookie);
    if (!access) co_return refused(Why::no_appeal, request.now);
    const auto who = asking(request);
    const auto result = co_await act(who.client, *access);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return co_await answer_with_state(web, request, 200);
}

using Act = Awaitable<account::Result<Done>> (*)(const recovery::Office&, const account::Client&,
                                                 const Token&);

Handler only(const Web& web, Act act) {
    return [&web, act](Request& request) -> Awaitable<Response> {
        std::function<Awaitable<account::Result<Done>>(const account::Client&, const Token&)> f =
            [&web, act](const account::Client& client, const Token& access) {
                return act(*web.office, client, access);
            };
        co_return co_await done_to(web, request, std::move(f));
    };
}

Awaitable<Response> post_form(const Web& web, Request& request) {
    Fields fields{request};
    const auto claimed = form_field(fields, request.now);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    std::function<Awaitable<account::Result<Done>>(const account::Client&, const Token&)> act =
        [&](const account::Client& client, const Token& access) {
            return recovery::save_draft_form(*web.office, client, access, claimed);
        };
    co_return co_await done_to(web, request, std::move(act));
}

Awaitable<Response> post_submit(const Web& web, Request& request) {
    Fields fields{request};
    const auto receipt = fields.text("receipt", receipt_octets_max);
    if (!fields.boolean("consent")) fields.reject("consent", "must be given.");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    std::function<Awaitable<account::Result<Done>>(const account::Client&, const Token&)> act =
        [&](const account::Client& client, const Token& access) {
            return recovery::submit(*web.office, client, access, receipt);
        };
    co_return co_await done_to(web, request, std::move(act));
}

Awaitable<Response> post_paper_code(const Web& web, Request& request) {
    const auto access = token_of(request, appeal_cookie);
    if (!access) co_return refused(Why::no_appeal, request.now);
    const auto who = asking(request);
    const auto made = co_await recovery::paper_code(*web.office, who.client, *access);
    if (const auto* refusal = std::get_if<Refusal>(&made)) co_return refused(*refusal, request.now);
    const auto& paper = std::get<recovery::PaperCode>(made);
    co_return json(200, paper_json(web, paper.code, paper.zone, paper.made_at, paper.expires_at));
}

Awaitable<Response> post_receipt(const Web& web, Request& request) {
    const auto access = token_of(request, appeal_cookie);
    if (!access) co_return refused(Why::no_appeal, request.now);
    const auto who = asking(request);
    const auto made = co_await recovery::make_receipt(*web.office, who.client, *access);
    if (const auto* refusal = std::get_if<Refusal>(&made)) co_return refused(*refusal, request.now);
    const boost::json::object body{{"receipt", std::get<crypto::Secret>(made).text()}};
    co_return json(200, body);
}

Awaitable<Response> post_phone(const Web& web, Request& request) {
    const auto access = token_of(request, appeal_cookie);
    if (!access) co_return refused(Why::no_appeal, request.now);
    const auto who = asking(request);
    const auto offered = co_await recovery::offer_to_phone(*web.office, who.client, *access);
    if (const auto* refusal = std::get_if<Refusal>(&offered))
        co_return refused(*refusal, request.now);
    const auto& code = std::get<recovery::JoinCode>(offered);
    const auto url = crypto::Secret::taking(web.services.settings.public_url + "/appeal/join#" +
                                            std::string{code.token.text().text()});
    const boost::json::object body{{"url", url.text()},
                                   {"qr_svg", qr_svg(url).text()},
                                   {"expires_at", time_json(code.expires_at)},
                                   {"words", code.words}};
    co_return json(200, body);
}

Awaitable<Response> post_join(const Web& web, Request& request) {
    Fields fields{request};
    const auto text = fields.text("token", token_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto code = Token::parse(text);
    if (!code) co_return refused(Why::link_invalid, request.now);
    const auto who = asking(request);
    const auto joined = co_await recovery::join(*web.office, who.client, *code);
    if (const auto* refusal = std::get_if<Refusal>(&joined))
        co_return refused(*refusal, request.now);
    const auto& access = std::get<Token>(joined);
    auto response = co_await answer_with_state(web, request, 200, access.clone());
    response.cookie(access_cookie(access));
    co_return response;
}

Awaitable<Response> post_link(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in)) {
        co_return std::move(*often);
    }
    Fields fields{request};
    recovery::LinkAgain asked;
    asked.email = email_field(fields);
    asked.code = fields.text("code", code_octets_max);
    asked.password = password_field(fields, "password");
    asked.receipt = fields.text("receipt", receipt_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto who = asking(request);
    const auto sent = co_await recovery::ask_for_link(*web.office, who.client, asked);
    Response response{202};
    if (const auto* refusal = std::get_if<Refusal>(&sent))
        response = refused(*refusal, request.now);
    keep_browser(response, who);
    co_return response;
}

}  // namespace

void add_appeal_routes(Router& router, const Web& web) {
    const auto post = [&](std::string_view path, auto handler) {
        router.post(path, [&web, handler](Request& request) { return handler(web, request); });
    };
    post("/api/v1/appeal/gate", post_gate);
    post("/api/v1/appeal/open", post_open);
    post("/api/v1/appeal/continue", post_continue);
    router.get("/api/v1/appeal", [&web](Request& request) { return get_appeal(web, request); });
    post("/api/v1/appeal/form", post_form);
    post("/api/v1/appeal/paper-code", post_paper_code);
    post("/api/v1/appeal/receipt", post_receipt);
    post("/api/v1/appeal/phone", post_phone);
    post("/api/v1/appeal/join", post_join);
    post("/api/v1/appeal/submit", post_submit);
    post("/api/v1/appeal/link", post_link);
    router.post("/api/v1/appeal/withdraw", only(web, recovery::withdraw));
    router.post("/api/v1/appeal/supplied", only(web, recovery::supply));
    router.post("/api/v1/appeal/review", only(web, recovery::ask_review));
}

}  // namespace sparekey::http
