#include "http/desk.h"

#include <algorithm>

namespace sparekey::http {
namespace {

namespace json = boost::json;

json::array roles_json(const staff::Roles& roles) {
    json::array slugs;
    for (const auto role : staff::all_roles) {
        if (roles.has(role)) slugs.emplace_back(staff::slug(role));
    }
    return slugs;
}

Awaitable<std::variant<Response, staff::Present>> at_desk_as(staff::Roles any, const Web& desk,
                                                             const Request& request) {
    auto found = co_await at_desk(desk, request);
    const auto* present = std::get_if<staff::Present>(&found);
    if (present == nullptr) co_return found;
    const bool has_one = std::ranges::any_of(staff::all_roles, [&](staff::Role role) {
        return any.has(role) && present->member.roles.has(role);
    });
    if (!has_one) co_return refused(account::Why::not_allowed, request.now);
    co_return found;
}

}  // namespace

std::optional<account::Token> desk_token(const Request& request, std::string_view cookie) {
    return token_of(request, cookie, account::Realm::staff);
}

Awaitable<std::variant<Response, staff::Present>> at_desk(const Web& desk, const Request& request) {
    auto present = co_await staff::present(desk.services, desk_token(request, desk_session_cookie),
                                           request.now);
    if (!present) co_return refused(account::Why::not_signed_in, request.now);
    co_return *std::move(present);
}

Awaitable<std::variant<Response, staff::Present>> at_work(const Web& desk, const Request& request) {
    return at_desk_as({.reviewer = true, .lead = true}, desk, request);
}

Awaitable<std::variant<Response, staff::Present>> at_oversight(const Web& desk,
                                                               const Request& request) {
    return at_desk_as({.lead = true, .auditor = true}, desk, request);
}

Awaitable<std::variant<Response, AtCase>> at_case(const Web& desk, const Request& request) {
    const auto found = co_await at_work(desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto id = id_parameter(request);
    if (!id) co_return refused(account::Why::not_assigned, request.now);
    const auto& present = std::get<staff::Present>(found);
    co_return AtCase{staff::actor_of(present, asking(request).client), AppealId{*id}};
}

json::value desk_json(const Web& desk, const std::optional<staff::Present>& present,
                      const std::optional<signin::Waiting>& waiting) {
    json::object state{
        {"signed_in", present.has_value()}, {"challenge", nullptr}, {"staff", nullptr}};
    if (present) {
        const auto& settings = desk.services.settings;
        const auto& member = present->member;
        state["staff"] = json::object{
            {"name", member.name},
            {"email", present->email},
            {"roles", roles_json(member.roles)},
            {"certified_until", time_json(staff::certified_until(member))},
            {"session_expires_at", time_json(signin::absolute_end(present->session, settings))},
            {"idle_expires_at", time_json(signin::idle_end(present->session, settings))}};
    }
    if (!present && waiting) {
        const auto expires_at = waiting->challenge.created_at + signin::challenge_lives;
        state["challenge"] = json::object{{"expires_at", time_json(expires_at)}};
    }
    return state;
}

}  // namespace sparekey::http
