#include "http/session_routes.h"

#include "signin/session_flow.h"

namespace sparekey::http {
namespace {

using account::Done;
using account::Refusal;
using account::Why;

boost::json::object line_json(const signin::Session& session, const signin::Session& current) {
    return {{"id", std::to_string(session.id.value)},
            {"current", session.id == current.id},
            {"method", signin::slug(session.method)},
            {"level", session.level},
            {"created_at", time_json(session.created_at)},
            {"seen_at", time_json(session.seen_at)},
            {"client", session.client},
            {"agent", session.agent}};
}

Awaitable<Response> get_sessions(const Web& web, Request& request) {
    const auto now =
        co_await signin::current(web.services, token_of(request, session_cookie), request.now);
    if (!now) co_return refused(Why::not_signed_in, request.now);
    const auto all = co_await signin::list_sessions(web.services, now->who, request.now);
    boost::json::array lines;
    for (const auto& session : all) lines.push_back(line_json(session, now->session));
    const boost::json::object body{{"sessions", std::move(lines)}};
    co_return json(200, body);
}

Response ended(const account::Result<Done>& result, Time now) {
    if (const auto* refusal = std::get_if<Refusal>(&result)) return refused(*refusal, now);
    return no_content();
}

Awaitable<Response> post_end(const Web& web, Request& request) {
    const auto token = token_of(request, session_cookie);
    if (!token) co_return refused(Why::not_signed_in, request.now);
    const auto id = id_parameter(request);
    if (!id) co_return refused(Why::not_found, request.now);
    const auto who = asking(request);
    const auto result =
        co_await signin::end_one_session(web.services, who.client, *token, signin::SessionId{*id});
    co_return ended(result, request.now);
}

Awaitable<Response> post_end_others(const Web& web, Request& request) {
    const auto token = token_of(request, session_cookie);
    if (!token) co_return refused(Why::not_signed_in, request.now);
    const auto who = asking(request);
    const auto result = co_await signin::end_others(web.services, who.client, *token);
    co_return ended(result, request.now);
}

}  // namespace

void add_session_routes(Router& router, const Web& web) {
    router.get("/api/v1/sessions", [&web](Request& request) { return get_sessions(web, request); });
    router.post("/api/v1/sessions/end-others",
                [&web](Request& request) { return post_end_others(web, request); });
    router.post("/api/v1/sessions/{id}/end",
                [&web](Request& request) { return post_end(web, request); });
}

}  // namespace sparekey::http
