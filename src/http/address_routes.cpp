#include "http/address_routes.h"

#include "account/address_table.h"
#include "account/addresses.h"
#include "signin/signed_in.h"

namespace sparekey::http {
namespace {

using account::Address;
using account::AddressId;
using account::Done;
using account::Refusal;
using account::Why;

constexpr std::size_t code_octets_max = 32;

boost::json::object address_json(const Address& address) {
    return {{"id", std::to_string(address.id.value)},
            {"email", address.email},
            {"primary", address.is_primary},
            {"confirmed_at", time_json(address.confirmed_at)}};
}

Awaitable<Response> get_addresses(const Web& web, Request& request) {
    const auto now =
        co_await signin::current(web.services, token_of(request, session_cookie), request.now);
    if (!now) co_return refused(Why::not_signed_in, request.now);
    std::vector<store::LoadCall> loads;
    loads.emplace_back(account::load_addresses);
    const auto loaded = co_await web.services.db.load(now->who, std::move(loads));
    boost::json::array all;
    for (const auto& address : account::current(account::read_addresses(loaded.rows[0]))) {
        all.push_back(address_json(address));
    }
    const boost::json::object body{{"addresses", std::move(all)}};
    co_return json(200, body);
}

Awaitable<Response> post_address(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::mail)) co_return std::move(*often);
    Fields fields{request};
    auto email = email_field(fields);
    auto proof = proof_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);

    const auto digest = account::email_digest(web.services.pepper, email, web.services.realm);
    const auto token = token_of(request, session_cookie);
    std::function<bool(store::Reader&)> look = [&](store::Reader& reader) {
        const auto owner = account::find_account(reader, digest);
        return owner && !(token && *owner == token->account());
    };
    const bool taken = co_await web.services.db.read<bool>(std::move(look));
    const auto who = asking(request);
    auto action = account::add_address(web.services, who.client, std::move(email), taken);
    std::function<Response(account::CodeOnItsWay&, const boost::json::value&)> answer =
        [](account::CodeOnItsWay& sent, const boost::json::value&) {
            const boost::json::object body{{"expires_at", time_json(sent.expires_at)}};
            return json(202, body);
        };
    auto response = co_await answer_step_up<account::CodeOnItsWay>(
        web, request, std::move(proof), std::move(action), std::move(answer));
    keep_browser(response, who);
    co_return response;
}

Awaitable<Response> post_confirm(const Web& web, Request& request) {
    Fields fields{request};
    const auto typed = fields.text("code", code_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = token_of(request, session_cookie);
    if (!token) co_return refused(Why::not_signed_in, request.now);

    account::SessionLives lives = [&](store::Transaction& tx) {
        const auto session =
            signin::read_session(tx.load({signin::load_session, {token->digest()}}));
        const store::Loaded loaded{tx.guard(), {}};
        return signin::may_not(session, loaded, guard::Operation::change_addresses,
                               web.services.settings, tx.now());
    };
    const auto who = asking(request);
    const auto result = co_await account::confirm_address(
        web.services, who.client, token->account(), typed, std::move(lives));
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return json(201, address_json(std::get<Address>(result)));
}

Awaitable<Response> change_address(const Web& web, Request& request,
                                   account::Action<Done> (*make)(const account::Services&,
                                                                 AddressId)) {
    Fields fields{request};
    auto proof = proof_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto id = id_parameter(request);
    if (!id) co_return refused(Why::not_found, request.now);
    auto action = make(web.services, AddressId{*id});
    std::function<Response(Done&, const boost::json::value&)> answer =
        [](Done&, const boost::json::value&) { return no_content(); };
    co_return co_await answer_step_up<Done>(web, request, std::move(proof), std::move(action),
                                            std::move(answer));
}

}  // namespace

void add_address_routes(Router& router, const Web& web) {
    router.get("/api/v1/addresses",
               [&web](Request& request) { return get_addresses(web, request); });
    router.post("/api/v1/addresses",
                [&web](Request& request) { return post_address(web, request); });
    router.post("/api/v1/addresses/confirm",
                [&web](Request& request) { return post_confirm(web, request); });
    router.post("/api/v1/addresses/{id}/remove", [&web](Request& request) {
        return change_address(web, request, account::remove_address);
    });
    router.post("/api/v1/addresses/{id}/primary", [&web](Request& request) {
        return change_address(web, request, account::make_address_primary);
    });
}

}  // namespace sparekey::http
