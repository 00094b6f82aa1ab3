#include "http/operator_routes.h"

#include <algorithm>

#include "account/address_table.h"
#include "base/text.h"
#include "http/operator_request.h"
#include "operators/account_flow.h"
#include "operators/identity_flow.h"
#include "operators/lease.h"

namespace sparekey::http {
namespace {

namespace bj = boost::json;
using account::Done;
using account::Refusal;
using account::Why;
using operators::ExternalId;
using operators::Scope;
using operators::Seen;

constexpr std::size_t octets_a_character = 4;

std::string_view factor_slug(signin::FactorState state) {
    switch (state) {
    case signin::FactorState::none: return "none";
    case signin::FactorState::active: return "active";
    case signin::FactorState::suspended: return "suspended";
    }
    return "none";
}

bj::value identity_json(const std::optional<account::IdentityState>& state) {
    if (!state) return nullptr;
    return bj::object{{"entered_at", time_json(state->entered_at)},
                      {"entered_by", account::slug(state->entered_by)},
                      {"usable_from", time_json(state->usable_from)}};
}

bj::object account_json(const ExternalId& id, const Seen& seen) {
    return {{"id", id.text()},
            {"made_at", time_json(seen.made_at)},
            {"addresses", seen.addresses},
            {"factor", factor_slug(seen.factor)},
            {"factor_since", time_json(seen.factor_since)},
            {"backup_codes_left", seen.codes_left},
            {"restriction", restriction_json(seen.standing)},
            {"identity", identity_json(seen.identity)}};
}

ExternalId id_field(Fields& fields) {
    static const auto nothing = *ExternalId::parse("-");
    const auto text = fields.text("id", ExternalId::octets_max);
    const auto id = ExternalId::parse(text);
    if (!id && !text.empty()) fields.reject("id", "has other characters than A-Za-z0-9-._~:@|+=");
    return id ? *id : nothing;
}

std::vector<std::string> addresses_field(Fields& fields) {
    std::vector<std::string> addresses;
    for (const auto& typed : fields.texts("addresses", account::addresses_max, email_octets_max)) {
        const auto email = canonical_email(typed);
        if (!email) {
            fields.reject("addresses", "holds what is no e-mail address.");
            continue;
        }
        const auto same = [&](const std::string& other) {
            return email_key(other) == email_key(*email);
        };
        if (std::ranges::none_of(addresses, same)) addresses.push_back(*email);
    }
    if (addresses.empty()) fields.reject("addresses", "needs one at least: somebody must be told.");
    return addresses;
}

Awaitable<Response> post_account(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::accounts);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    Fields fields{request};
    const auto id = id_field(fields);
    auto addresses = addresses_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto person = person_unknown();
    const auto result =
        co_await operators::make_account(web.services, person, id, std::move(addresses));
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return json(201, account_json(id, std::get<Seen>(result)));
}

Awaitable<Response> get_account(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::accounts);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    if (!asked.account) co_return refused(Why::unknown_account, request.now);
    const auto result = co_await operators::look_at(web.services, *asked.account, request.now);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return json(200, account_json(*asked.id, std::get<Seen>(result)));
}

Awaitable<Response> delete_account(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::remove);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    if (!asked.account) co_return refused(Why::unknown_account, request.now);
    const auto person = person_unknown();
    const auto result =
        co_await operators::delete_account(web.services, person, *asked.id, *asked.account);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return no_content();
}

Awaitable<Response> get_restrictions(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::restrictions);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    const auto lease = co_await operators::lease(web.services, asked.account, request.now);
    auto restriction = restriction_json(lease.standing);
    if (!lease.known) restriction["kind"] = "unknown";
    // An id that nobody has is answered as any other: whoever forgets to look at the status still
    // reads a "no".
    const bj::object body{{"move_value", lease.may_move},
                          {"restriction", std::move(restriction)},
                          {"as_of", time_json(lease.as_of)},
                          {"expires_at", time_json(lease.expires_at)}};
    co_return json(200, body);
}

std::optional<account::Identity> record_field(Fields& fields, Time now) {
    auto& record = fields.optional_object("record");
    const auto name =
        record.optional_text("legal_name", person::legal_name_max * octets_a_character);
    const auto born = record.optional_text("birth_date", std::string_view{"1990-12-31"}.size());
    const auto number =
        record.optional_text("id_number", person::id_number_max * octets_a_character);
    const auto phone = record.optional_text("phone", person::phone_max * octets_a_character);
    if (!name && !born && !number && !phone) return std::nullopt;
    account::Identity entered{std::string{trim(name.value_or(""))}, born.value_or(""),
                              std::string{trim(number.value_or(""))},
                              std::string{trim(phone.value_or(""))}};
    for (const auto& lacking : person::missing_in(entered))
        record.reject(lacking, "is needed: a record is whole.");
    for (const auto& wrong : person::wrong_in(entered, now)) record.reject(wrong.path, wrong.why);
    return entered;
}

std::optional<person::Facts> facts_field(Fields& fields, Time now) {
    auto& facts = fields.optional_object("facts");
    const auto month = facts.optional_text("registered_month", std::string_view{"2024-05"}.size());
    auto transactions = facts.optional_texts("transactions", person::known_amounts_max,
                                             person::money_max * octets_a_character);
    auto deposits = facts.optional_texts("deposits", person::known_amounts_max,
                                         person::money_max * octets_a_character);
    person::Facts known{month.value_or(""), std::move(transactions), std::move(deposits)};
    if (known.empty()) return std::nullopt;
    for (const auto& wrong : person::wrong_in(known, now)) facts.reject(wrong.path, wrong.why);
    return known;
}

Awaitable<Response> put_identity(const Web& web, Request& request) {
    auto call = co_await called(web, request, Scope::identity);
    if (auto* refusal = std::get_if<Response>(&call)) co_return std::move(*refusal);
    const auto& asked = std::get<Called>(call);
    Fields fields{request};
    const account::KnownPerson known{record_field(fields, request.now),
                                     facts_field(fields, request.now)};
    if (!known.record && !known.facts) fields.reject("record", "or facts must be there.");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    if (!asked.account) co_return refused(Why::unknown_account, request.now);
    const auto person = person_unknown();
    const auto result =
        co_await operators::enter_person(web.services, person, *asked.account, known);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    co_return no_content();
}

}  // namespace

void add_operator_routes(Router& router, const Web& web) {
    const auto with = [&web](auto handler) {
        return [&web, handler](Request& request) { return handler(web, request); };
    };
    router.post("/api/v1/operator/accounts", with(post_account), for_programs());
    router.get("/api/v1/operator/accounts/{id}", with(get_account));
    router.remove("/api/v1/operator/accounts/{id}", with(delete_account), for_programs());
    router.get("/api/v1/operator/accounts/{id}/restrictions", with(get_restrictions));
    router.put("/api/v1/operator/accounts/{id}/identity", with(put_identity), for_programs());
}

}  // namespace sparekey::http
