#include "http/desk.h"
#include "http/desk_case_json.h"
#include "http/desk_work_routes.h"
#include "http/refusals.h"
#include "recovery/workbench.h"

namespace sparekey::http {
namespace {

Awaitable<Response> get_board(const DeskWeb& web, Request& request) {
    const auto found = co_await at_oversight(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    std::function<recovery::Board(store::Reader&)> read = [&](store::Reader& reader) {
        return recovery::read_board(reader, request.now);
    };
    const auto board = co_await web.desk.services.db.read<recovery::Board>(std::move(read));
    co_return json(200, board_json(board));
}

boost::json::object reason_json(const recovery::Reason& reason) {
    boost::json::array kinds;
    for (const auto& kind : reason.kinds) kinds.emplace_back(kind);
    return {{"slug", reason.slug},
            {"class", recovery::slug(reason.of)},
            {"text", reason.text},
            {"kinds", std::move(kinds)}};
}

Awaitable<Response> get_reasons(const DeskWeb& web, Request& request) {
    const auto found = co_await at_work(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    boost::json::array reasons;
    for (const auto& reason : web.bench.office.desk.reasons.all())
        reasons.push_back(reason_json(reason));
    boost::json::array questions;
    int number = 0;
    for (const auto& question : recovery::questions()) {
        questions.push_back(boost::json::object{
            {"n", ++number}, {"text", question.text}, {"may_not_apply", question.may_not_apply}});
    }
    boost::json::array reveal;
    for (const auto reason : recovery::reveal_reasons()) reveal.emplace_back(reason);
    const boost::json::object body{{"reasons", std::move(reasons)},
                                   {"checklist", std::move(questions)},
                                   {"reveal_reasons", std::move(reveal)}};
    co_return json(200, body);
}

boost::json::value text_or_null(const std::string& text) {
    if (text.empty()) return nullptr;
    return boost::json::value(text);
}

boost::json::object journal_line_json(const recovery::DeskLine& line) {
    return {{"id", std::to_string(line.id)},
            {"at", time_json(line.at)},
            {"kind", line.kind},
            {"case_number", text_or_null(line.case_number)},
            {"detail", text_or_null(line.detail)},
            {"by", text_or_null(line.staff)}};
}

Awaitable<Response> get_journal(const DeskWeb& web, Request& request) {
    const auto found = co_await at_oversight(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    std::int64_t from = 0;
    if (const auto before = request.query("before")) {
        const auto id = parse_id(*before);
        if (!id) co_return malformed_request();
        from = *id;
    }
    std::function<recovery::DeskLines(store::Reader&)> read = [&](store::Reader& reader) {
        return recovery::read_desk_lines(reader, from);
    };
    const auto page = co_await web.desk.services.db.read<recovery::DeskLines>(std::move(read));
    boost::json::array lines;
    for (const auto& line : page.lines) lines.push_back(journal_line_json(line));
    boost::json::object body{{"lines", std::move(lines)}, {"next", nullptr}};
    if (page.next != 0) body["next"] = std::to_string(page.next);
    co_return json(200, body);
}

}  // namespace

void add_desk_board_routes(Router& router, const DeskWeb& web) {
    router.get("/api/v1/desk/board", [&web](Request& request) { return get_board(web, request); });
    router.get("/api/v1/desk/reasons",
               [&web](Request& request) { return get_reasons(web, request); });
    router.get("/api/v1/desk/journal",
               [&web](Request& request) { return get_journal(web, request); });
}

}  // namespace sparekey::http
