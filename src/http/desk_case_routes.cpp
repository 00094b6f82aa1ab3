#include "http/desk.h"
#include "http/desk_case_json.h"
#include "http/desk_work_routes.h"
#include "http/evidence_answer.h"

namespace sparekey::http {
namespace {

using account::Refusal;
using account::Why;

constexpr std::size_t slug_octets_max = 40;

Awaitable<Response> get_case(const DeskWeb& web, Request& request) {
    const auto found = co_await at_case(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto& [actor, id] = std::get<AtCase>(found);
    const auto opened = co_await recovery::open_case(web.bench, actor, id);
    if (const auto* refusal = std::get_if<Refusal>(&opened))
        co_return refused(*refusal, request.now);
    co_return json(200, case_json(web.bench, std::get<recovery::Workbench>(opened)));
}

Awaitable<Response> post_release(const DeskWeb& web, Request& request) {
    const auto found = co_await at_case(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto& [actor, id] = std::get<AtCase>(found);
    const auto done = co_await recovery::release_case(web.bench, actor, id);
    if (const auto* refusal = std::get_if<Refusal>(&done)) co_return refused(*refusal, request.now);
    co_return no_content();
}

Awaitable<Response> post_reveal(const DeskWeb& web, Request& request) {
    const auto found = co_await at_case(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto& [actor, id] = std::get<AtCase>(found);
    Fields fields{request};
    const auto field = recovery::parse_field(fields.text("field", slug_octets_max));
    auto reason = fields.text("reason", slug_octets_max);
    if (!field) fields.reject("field", "is none that was claimed.");
    if (!recovery::is_reveal_reason(reason)) fields.reject("reason", "is none of the list.");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto opened = co_await recovery::reveal(web.bench, actor, id, *field, std::move(reason));
    if (const auto* refusal = std::get_if<Refusal>(&opened))
        co_return refused(*refusal, request.now);
    const auto& revealed = std::get<recovery::Revealed>(opened);
    const boost::json::object body{{"value", revealed.value}, {"until", time_json(revealed.until)}};
    co_return json(200, body);
}

std::optional<evidence::ItemId> item_parameter(const Request& request) {
    const auto id = id_parameter(request, "item");
    if (!id) return std::nullopt;
    return evidence::ItemId{*id};
}

// It was counted and journalled before the first octet of it leaves.
Awaitable<Response> get_evidence(const DeskWeb& web, Request& request) {
    const auto found = co_await at_case(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto& [actor, id] = std::get<AtCase>(found);
    const auto wanted = item_parameter(request);
    if (!wanted) co_return refused(Why::not_found, request.now);
    const auto result = co_await recovery::view_item(web.bench, actor, id, *wanted);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        co_return refused(*refusal, request.now);
    const auto& viewing = std::get<recovery::Viewing>(result);
    const auto& item = viewing.item;
    const evidence::Place place{viewing.subject, item.id, item.version};
    if (item.kind == evidence::Kind::video)
        co_return video_answer(request, web.evidence, place, item.media, viewing.chunk_octets);
    auto jpeg = co_await web.evidence.open_for_viewing(place, viewing.watermark);
    if (!jpeg) co_return refused(Why::not_found, request.now);
    co_return picture_answer(*std::move(jpeg));
}

}  // namespace

void add_desk_case_routes(Router& router, const DeskWeb& web) {
    router.get("/api/v1/desk/cases/{id}",
               [&web](Request& request) { return get_case(web, request); });
    router.post("/api/v1/desk/cases/{id}/release",
                [&web](Request& request) { return post_release(web, request); });
    router.post("/api/v1/desk/cases/{id}/reveal",
                [&web](Request& request) { return post_reveal(web, request); });
    router.get("/api/v1/desk/cases/{id}/evidence/{item}",
               [&web](Request& request) { return get_evidence(web, request); });
}

}  // namespace sparekey::http
