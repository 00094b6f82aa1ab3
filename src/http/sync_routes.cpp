#include "http/sync_routes.h"

#include "account/sign_up.h"
#include "http/sync_request.h"
#include "signin/password_step.h"
#include "signin/session.h"

namespace sparekey::http {
namespace {

constexpr std::size_t token_octets_max = 64;
constexpr std::size_t code_octets_max = 32;
constexpr std::size_t push_octets_max = 1024 * 1024;

RouteOptions of(std::size_t body_max) {
    RouteOptions options;
    options.body_max = body_max;
    options.origin = OriginCheck::none;
    return options;
}

boost::json::object taken_json(const sync::Taken& taken) {
    return {{"seq", taken.seq}, {"roster_number", taken.roster_number}};
}

boost::json::object shelf_json(const sync::Shelf& shelf) {
    return {{"head", shelf.head.text}, {"seq", shelf.chain.seq}, {"mark", mark_json(shelf.mark)}};
}

Awaitable<Response> post_sign_up(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_up))
        co_return std::move(*often);
    Fields fields{request};
    auto email = email_field(fields);
    const auto client = client_field(fields, request);
    auto key = login_key_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    auto result =
        co_await account::begin_sign_up(web.services, client, std::move(email), std::move(key));
    if (const auto* refusal = std::get_if<account::Refusal>(&result))
        co_return refused(*refusal, request.now);
    const auto& begun = std::get<account::SignUpBegun>(result);
    co_return json(202, boost::json::object{{"sign_up", begun.token.text().text()},
                                            {"expires_at", time_json(begun.expires_at)}});
}

Awaitable<Response> post_confirm(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in))
        co_return std::move(*often);
    Fields fields{request};
    const auto token =
        account::Token::parse(fields.text("sign_up", token_octets_max), account::Realm::vault);
    const auto client = client_field(fields, request);
    const auto code = fields.text("code", code_octets_max);
    const auto head = head_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    if (!token) co_return refused(account::Why::no_sign_up, request.now);
    const auto result = co_await sync::make_vault(web.services, client, *token, code, *head);
    if (const auto* refusal = std::get_if<account::Refusal>(&result))
        co_return refused(*refusal, request.now);
    if (const auto* refusal = std::get_if<sync::Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return no_content();
}

Awaitable<Response> post_kdf(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in))
        co_return std::move(*often);
    Fields fields{request};
    auto email = email_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto kdf = co_await sync::find_kdf(web.services, std::move(email));
    co_return json(200, kdf_json(kdf));
}

Awaitable<Response> post_sign_in(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in))
        co_return std::move(*often);
    Fields fields{request};
    auto email = email_field(fields);
    const auto client = client_field(fields, request);
    auto key = login_key_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    auto step = co_await signin::sign_in(web.services, client, std::move(email), std::move(key));
    if (step.verdict != signin::PasswordVerdict::session)
        co_return refused(account::Why::not_accepted, request.now);
    const auto shelf = co_await sync::opened_by(web.services, *step.token, request.now);
    if (!shelf) co_return refused(account::Why::not_accepted, request.now);
    auto answer = shelf_json(*shelf);
    answer["token"] = step.token->text().text();
    co_return json(200, answer);
}

Awaitable<Response> post_device(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in))
        co_return std::move(*often);
    Fields fields{request};
    const auto head = head_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = bearer_of_vault(request);
    if (!token) co_return refused(account::Why::not_signed_in, request.now);
    const auto opened = co_await sync::opened_by(web.services, *token, request.now);
    if (!opened) co_return refused(account::Why::not_signed_in, request.now);
    const auto result = co_await sync::join(web.services, opened->who, *head);
    if (const auto* refusal = std::get_if<sync::Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return no_content();
}

Awaitable<Response> get_vault(const Web& web, Request& request) {
    auto signed_or_not = asked_by_device(web, request);
    if (auto* refusal = std::get_if<Response>(&signed_or_not)) co_return std::move(*refusal);
    const auto& asked = std::get<sync::SignedRequest>(signed_or_not);
    const auto result = co_await sync::shelf_of(web.services, asked, request.now);
    if (const auto* refusal = std::get_if<sync::Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return json(200, shelf_json(std::get<sync::Shelf>(result)));
}

Awaitable<Response> put_vault(const Web& web, Request& request) {
    auto signed_or_not = asked_by_device(web, request);
    if (auto* refusal = std::get_if<Response>(&signed_or_not)) co_return std::move(*refusal);
    const auto& asked = std::get<sync::SignedRequest>(signed_or_not);
    Fields fields{request};
    const auto head = head_field(fields);
    const auto mark = mark_field(fields, asked);
    std::shared_ptr<const crypto::Secret> login_key;
    if (fields.boolean("new_passphrase")) login_key = login_key_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto result = co_await sync::change_head(web.services, asked, *head, mark,
                                                   std::move(login_key), request.now);
    if (const auto* refusal = std::get_if<sync::Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return no_content();
}

Awaitable<Response> delete_vault(const Web& web, Request& request) {
    auto signed_or_not = asked_by_device(web, request);
    if (auto* refusal = std::get_if<Response>(&signed_or_not)) co_return std::move(*refusal);
    const auto& asked = std::get<sync::SignedRequest>(signed_or_not);
    const auto result = co_await sync::delete_vault(web.services, asked, request.now);
    if (const auto* refusal = std::get_if<sync::Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return no_content();
}

Awaitable<Response> get_changes(const Web& web, Request& request) {
    auto signed_or_not = asked_by_device(web, request);
    if (auto* refusal = std::get_if<Response>(&signed_or_not)) co_return std::move(*refusal);
    const auto& asked = std::get<sync::SignedRequest>(signed_or_not);
    const auto after = request.path_parameter("after") == "0" ? std::optional<std::int64_t>{0}
                                                              : id_parameter(request, "after");
    if (!after) co_return refused(account::Why::not_found, request.now);
    const auto seq = static_cast<std::uint64_t>(*after);
    const auto result = co_await sync::changes_after(web.services, asked, seq, request.now);
    if (const auto* refusal = std::get_if<sync::Refusal>(&result))
        co_return refused(*refusal, request.now);
    const auto& page = std::get<sync::Page>(result);
    boost::json::array changes;
    for (const auto& change : page.changes) changes.push_back(change_json(change));
    const auto last = page.changes.empty() ? seq : page.changes.back().link.seq;
    co_return json(200, boost::json::object{{"changes", std::move(changes)},
                                            {"more", last < page.seq},
                                            {"seq", page.seq},
                                            {"mark", mark_json(page.mark)},
                                            {"roster_number", page.roster_number}});
}

Awaitable<Response> put_entries(const Web& web, Request& request) {
    auto signed_or_not = asked_by_device(web, request);
    if (auto* refusal = std::get_if<Response>(&signed_or_not)) co_return std::move(*refusal);
    const auto& asked = std::get<sync::SignedRequest>(signed_or_not);
    Fields fields{request};
    const auto pushed = push_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto result = co_await sync::push(web.services, asked, pushed, request.now);
    if (const auto* refusal = std::get_if<sync::Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return json(200, taken_json(std::get<sync::Taken>(result)));
}

}  // namespace

void add_sync_routes(Router& router, const Web& web) {
    constexpr std::size_t small = 16 * 1024;
    constexpr std::size_t head = 2 * sync::head_octets_max;  // As a text in JSON.
    const auto with = [&web](auto handler) {
        return [&web, handler](Request& request) { return handler(web, request); };
    };
    router.post("/api/v1/sync/sign-up", with(post_sign_up), of(small));
    router.post("/api/v1/sync/sign-up/confirm", with(post_confirm), of(head));
    router.post("/api/v1/sync/kdf", with(post_kdf), of(small));
    router.post("/api/v1/sync/sign-in", with(post_sign_in), of(small));
    router.post("/api/v1/sync/devices", with(post_device), of(head));
    router.get("/api/v1/sync/vault", with(get_vault));
    router.put("/api/v1/sync/vault", with(put_vault), of(head));
    router.remove("/api/v1/sync/vault", with(delete_vault), of(small));
    router.get("/api/v1/sync/changes/{after}", with(get_changes));
    router.put("/api/v1/sync/entries", with(put_entries), of(push_octets_max));
}

}  // namespace sparekey::http
