#include "http/readiness_routes.h"

#include "account/identity_table.h"
#include "factor/readiness.h"
#include "signin/drill_flow.h"

namespace sparekey::http {
namespace {

using account::Done;
using account::Refusal;
using account::Why;
using boost::json::object;

constexpr int key_groups_max = 8;
constexpr std::size_t typed_octets_max = 16;

object way_json(const factor::WayBack& way) {
    return {{"state", factor::slug(way.state)}, {"reason", factor::slug(way.reason)}};
}

Awaitable<Response> get_readiness(const Web& web, Request& request) {
    const auto& services = web.services;
    const auto now =
        co_await signin::current(services, token_of(request, session_cookie), request.now);
    if (!now) co_return refused(Why::not_signed_in, request.now);
    std::vector<store::LoadCall> loads;
    loads.emplace_back(factor::load_authenticator);
    loads.emplace_back(factor::load_backup_codes);
    loads.emplace_back(account::load_addresses);
    loads.emplace_back(factor::load_written);
    loads.emplace_back(account::load_identity_state);
    const auto loaded = co_await services.db.load(now->who, std::move(loads));
    const auto authenticator = factor::read_authenticator(loaded.rows[0]);
    const auto codes = factor::read_backup_codes(loaded.rows[1]);
    const auto addresses = account::read_addresses(loaded.rows[2]);
    const auto written = factor::read_written(loaded.rows[3]);
    const auto record = account::read_identity_state(loaded.rows[4]);
    const factor::ReadinessAsked asked{authenticator, codes,  addresses,
                                       written,       record, web.office != nullptr};
    const auto found =
        factor::readiness(asked, services.ring, services.pepper, now->who, request.now);
    object body{{"setup_key", way_json(found.setup_key)},
                {"backup_codes", way_json(found.backup_codes)},
                {"appeal", way_json(found.appeal)},
                {"addresses", way_json(found.addresses)},
                {"ask_key_group", nullptr},
                {"drill_due", found.drill_due}};
    if (found.ask_key_group) body["ask_key_group"] = *found.ask_key_group;
    co_return json(200, body);
}

Awaitable<Response> post_written_down(const Web& web, Request& request) {
    Fields fields{request};
    signin::WrittenDown typed;
    typed.key_group = static_cast<int>(fields.integer("key_group", 1, key_groups_max));
    typed.group_text = fields.text("group_text", typed_octets_max);
    typed.code_ending = fields.text("code_ending", typed_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = token_of(request, session_cookie);
    if (!token) co_return refused(Why::not_signed_in, request.now);
    const auto who = asking(request);
    const auto result =
        co_await signin::prove_written_down(web.services, who.client, *token, std::move(typed));
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        co_return refused(*refusal, request.now);
    }
    const auto& matched = std::get<signin::WhatMatched>(result);
    const object body{{"key_matches", matched.key}, {"code_matches", matched.code}};
    co_return json(200, body);
}

Awaitable<Response> post_snooze(const Web& web, Request& request) {
    const auto token = token_of(request, session_cookie);
    if (!token) co_return refused(Why::not_signed_in, request.now);
    const auto who = asking(request);
    const auto result = co_await signin::snooze_drill(web.services, who.client, *token);
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        co_return refused(*refusal, request.now);
    }
    co_return no_content();
}

}  // namespace

void add_readiness_routes(Router& router, const Web& web) {
    router.get("/api/v1/readiness",
               [&web](Request& request) { return get_readiness(web, request); });
    router.post("/api/v1/readiness/written-down",
                [&web](Request& request) { return post_written_down(web, request); });
    router.post("/api/v1/readiness/snooze",
                [&web](Request& request) { return post_snooze(web, request); });
}

}  // namespace sparekey::http
