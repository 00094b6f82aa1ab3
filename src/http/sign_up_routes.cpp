#include "http/sign_up_routes.h"

#include "account/sign_up.h"
#include "signin/browser.h"
#include "signin/session.h"

namespace sparekey::http {
namespace {

constexpr std::size_t code_octets_max = 32;

Awaitable<Response> post_sign_up(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_up))
        co_return std::move(*often);
    Fields fields{request};
    auto email = email_field(fields);
    auto password = password_field(fields, "password");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);

    const auto who = asking(request);
    auto result = co_await account::begin_sign_up(web.services, who.client, std::move(email),
                                                  std::move(password));
    if (const auto* refusal = std::get_if<account::Refusal>(&result))
        co_return refused(*refusal, request.now);
    const auto& begun = std::get<account::SignUpBegun>(result);
    auto response = json(202, boost::json::object{{"expires_at", time_json(begun.expires_at)}});
    response.cookie(
        set_cookie(sign_up_cookie, begun.token.text().text(),
                   std::chrono::duration_cast<std::chrono::seconds>(account::sign_up_lives)));
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_confirm(const Web& web, Request& request) {
    Fields fields{request};
    const auto typed = fields.text("code", code_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = token_of(request, sign_up_cookie);
    if (!token) co_return refused(account::Why::no_sign_up, request.now);

    const auto who = asking(request);
    account::BeginSession begin = [&](store::Transaction& tx, const account::Token& session,
                                      Time now) {
        tx.save(signin::save_session(
            signin::new_session(session, account::Method::password, who.client, now)));
        tx.save(signin::save_browser({.digest = who.client.browser_digest,
                                      .known_since = now,
                                      .seen_at = now,
                                      .budgets = {}}));
    };
    auto result = co_await account::confirm_sign_up(web.services, who.client, *token, typed,
                                                    std::move(begin));
    if (const auto* refusal = std::get_if<account::Refusal>(&result))
        co_return refused(*refusal, request.now);
    const auto& session = std::get<account::Token>(result);
    const auto state = co_await session_state(web, session.clone(), request.now);
    auto response = json(201, state);
    keep_session(response, session);
    response.cookie(clear_cookie(sign_up_cookie));
    co_return response;
}

}  // namespace

void add_sign_up_routes(Router& router, const Web& web) {
    router.post("/api/v1/sign-up", [&web](Request& request) { return post_sign_up(web, request); });
    router.post("/api/v1/sign-up/confirm",
                [&web](Request& request) { return post_confirm(web, request); });
}

}  // namespace sparekey::http
