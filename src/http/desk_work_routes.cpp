#include "http/desk_work_routes.h"

#include "http/desk.h"
#include "recovery/board_table.h"
#include "recovery/case_table.h"

namespace sparekey::http {
namespace {

using account::Refusal;

boost::json::value line_or_null(const std::optional<recovery::CaseLine>& line) {
    if (!line) return nullptr;
    return line_json(*line);
}

Awaitable<Response> get_work(const DeskWeb& web, Request& request) {
    const auto found = co_await at_work(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto& present = std::get<staff::Present>(found);
    const auto line = co_await recovery::work_of(web.bench, present.member.id, request.now);
    std::function<recovery::Figures(store::Reader&)> count = [&](store::Reader& reader) {
        return recovery::figures_of_one(reader, present.member.id, request.now);
    };
    const auto figures = co_await web.desk.services.db.read<recovery::Figures>(std::move(count));
    const boost::json::object body{
        {"case", line_or_null(line)},
        {"figures", boost::json::object{{"decided_30d", figures.decided},
                                        {"median_minutes", minutes_json(figures)}}}};
    co_return json(200, body);
}

Awaitable<Response> post_next(const DeskWeb& web, Request& request) {
    const auto found = co_await at_work(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto& present = std::get<staff::Present>(found);
    const auto who = asking(request);
    const auto line = co_await recovery::next_case(web.bench, present, who.client, request.now);
    if (const auto* refusal = std::get_if<Refusal>(&line)) co_return refused(*refusal, request.now);
    const boost::json::object body{
        {"case", line_or_null(std::get<std::optional<recovery::CaseLine>>(line))}};
    co_return json(200, body);
}

}  // namespace

boost::json::value minutes_json(const recovery::Figures& figures) {
    if (figures.decided == 0) return nullptr;
    return figures.minutes;
}

boost::json::object line_json(const recovery::CaseLine& line) {
    return {{"id", std::to_string(line.id.value)},
            {"case_number", line.number},
            {"state", recovery::slug(line.state)},
            {"seat", recovery::slug(line.seat)},
            {"due_at", time_json(line.due_at)},
            {"lease_until", time_json(line.leased_until)},
            {"flags", line.flags},
            {"zone", line.zone}};
}

void add_desk_work_routes(Router& router, const DeskWeb& web) {
    router.get("/api/v1/desk/work", [&web](Request& request) { return get_work(web, request); });
    router.post("/api/v1/desk/work/next",
                [&web](Request& request) { return post_next(web, request); });
}

}  // namespace sparekey::http
