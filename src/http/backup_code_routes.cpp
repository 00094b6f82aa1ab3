#include "http/backup_code_routes.h"

#include "factor/backup_code_actions.h"

namespace sparekey::http {
namespace {

using account::Why;
using boost::json::array;
using boost::json::object;
using boost::json::value;

value viewed_json(const factor::ViewedCode& one) {
    object line{{"code", nullptr}, {"used_at", time_json(one.used_at)}};
    if (one.used_at == Time{}) line["code"] = otp::format_backup_code(one.code.text()).text();
    return line;
}

Awaitable<Response> get_backup_codes(const Web& web, Request& request) {
    const auto now =
        co_await signin::current(web.services, token_of(request, session_cookie), request.now);
    if (!now) co_return refused(Why::not_signed_in, request.now);
    std::vector<store::LoadCall> loads;
    loads.emplace_back(factor::load_backup_codes);
    const auto loaded = co_await web.services.db.load(now->who, std::move(loads));
    const auto set = factor::read_backup_codes(loaded.rows[0]);
    if (!set) co_return refused(Why::no_factor, request.now);
    const object body{{"left", set->left()},
                      {"made_at", time_json(set->made_at)},
                      {"viewable", set->sealed.has_value() && set->withdrawn_at == Time{}},
                      {"withdrawn_at", time_json(set->withdrawn_at)}};
    co_return json(200, body);
}

Awaitable<Response> post_view(const Web& web, Request& request) {
    Fields fields{request};
    auto proof = proof_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    auto action = factor::view_codes(web.services);
    std::function<Response(factor::ViewedCodes&, const value&)> answer =
        [](factor::ViewedCodes& codes, const value& session) {
            array lines;
            for (const auto& one : codes) lines.push_back(viewed_json(one));
            return json(200, object{{"codes", std::move(lines)}, {"session", session}});
        };
    co_return co_await answer_step_up<factor::ViewedCodes>(web, request, std::move(proof),
                                                           std::move(action), std::move(answer));
}

Awaitable<Response> post_regenerate(const Web& web, Request& request) {
    Fields fields{request};
    auto proof = proof_field(fields);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = token_of(request, session_cookie);
    if (!token) co_return refused(Why::not_signed_in, request.now);
    auto action = factor::regenerate_codes(web.services, token->account());
    std::function<Response(otp::BackupCodes&, const value&)> answer = [](otp::BackupCodes& codes,
                                                                         const value& session) {
        return json(200, new_codes_json(codes, session));
    };
    co_return co_await answer_step_up<otp::BackupCodes>(web, request, std::move(proof),
                                                        std::move(action), std::move(answer));
}

}  // namespace

object new_codes_json(const otp::BackupCodes& codes, value session) {
    array texts;
    for (const auto& code : codes) {
        texts.emplace_back(otp::format_backup_code(code.text()).text());
    }
    return {{"backup_codes", std::move(texts)}, {"session", std::move(session)}};
}

void add_backup_code_routes(Router& router, const Web& web) {
    router.get("/api/v1/backup-codes",
               [&web](Request& request) { return get_backup_codes(web, request); });
    router.post("/api/v1/backup-codes/view",
                [&web](Request& request) { return post_view(web, request); });
    router.post("/api/v1/backup-codes/regenerate",
                [&web](Request& request) { return post_regenerate(web, request); });
}

}  // namespace sparekey::http
