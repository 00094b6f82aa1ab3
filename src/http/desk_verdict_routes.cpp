#include "base/text.h"
#include "http/desk.h"
#include "http/desk_case_json.h"
#include "http/desk_work_routes.h"
#include "recovery/verdict_flow.h"

namespace sparekey::http {
namespace {

using account::Refusal;
using account::Why;
using recovery::Act;
using recovery::ReasonClass;

constexpr std::size_t slug_octets_max = 40;
constexpr std::size_t code_octets_max = 32;
constexpr std::size_t digest_octets_max = 64;

Response next_json(boost::json::object more = {}) {
    more["next"] = nullptr;
    if (!more.contains("first_verdict")) more["first_verdict"] = nullptr;
    return json(200, more);
}

recovery::Checklist checklist_in(Fields& own) {
    recovery::Checklist list;
    for (std::size_t i = 0; i < recovery::checklist_size; ++i) {
        const auto name = std::to_string(i + 1);
        const auto word = own.optional_text(name, slug_octets_max);
        if (!word) continue;
        const auto answer = recovery::parse_answer(*word);
        if (!answer) own.reject(name, "is \"yes\", \"no\" or \"na\".");
        list.answers[i] = answer;
    }
    return list;
}

// Everything that can be asked for: a kind of evidence and a reason that it can have.
std::vector<recovery::Needed> needed_fields(Fields& fields, const recovery::Reasons& reasons) {
    std::vector<recovery::Needed> needed;
    for (auto* item : fields.objects("items", recovery::needed_max)) {
        recovery::Needed one{item->text("kind", slug_octets_max),
                             item->text("reason", slug_octets_max)};
        if (!recovery::may_ask(reasons, one.kind, one.reason))
            item->reject("reason", "is none that this kind can have.");
        needed.push_back(std::move(one));
    }
    if (needed.empty()) fields.reject("items", "is empty.");
    return needed;
}

Awaitable<Response> post_ask(const DeskWeb& web, Request& request) {
    const auto found = co_await at_case(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto& [actor, id] = std::get<AtCase>(found);
    Fields fields{request};
    auto needed = needed_fields(fields, web.bench.office.desk.reasons);
    const auto so_far = checklist_in(fields.optional_object("checklist"));
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto done =
        co_await recovery::ask_for_material(web.bench, actor, id, std::move(needed), so_far);
    if (const auto* refusal = std::get_if<Refusal>(&done)) co_return refused(*refusal, request.now);
    co_return next_json();
}

Awaitable<Response> post_video(const DeskWeb& web, Request& request) {
    const auto found = co_await at_case(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto& [actor, id] = std::get<AtCase>(found);
    Fields fields{request};
    auto without = fields.optional_texts("without", 3, slug_octets_max);
    for (const auto& word : without) {
        if (!recovery::is_prompt_group(word)) fields.reject("without", "has an unknown word.");
    }
    const auto so_far = checklist_in(fields.optional_object("checklist"));
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto done =
        co_await recovery::ask_for_video(web.bench, actor, id, std::move(without), so_far);
    if (const auto* refusal = std::get_if<Refusal>(&done)) co_return refused(*refusal, request.now);
    co_return next_json();
}

std::vector<ReasonClass> classes_of(Act act) {
    switch (act) {
    case Act::reject: return {ReasonClass::quality, ReasonClass::match};
    case Act::fraud: return {ReasonClass::fraud};
    case Act::pass:
    case Act::doubt:
    case Act::ask:
    case Act::video: break;
    }
    return {ReasonClass::quality, ReasonClass::match, ReasonClass::fraud};
}

void check_reasons(Fields& fields, const recovery::Reasons& reasons, Act act,
                   const std::vector<std::string>& slugs) {
    const bool needs_one = act == Act::reject || act == Act::fraud;
    if (needs_one && slugs.empty()) fields.reject("reasons", "is empty.");
    if (act == Act::pass && !slugs.empty()) fields.reject("reasons", "is not for a pass.");
    if (!recovery::are_reasons(reasons, slugs, classes_of(act)))
        fields.reject("reasons", "has one that this verdict cannot have.");
}

Awaitable<Response> post_verdict(const DeskWeb& web, Request& request) {
    const auto found = co_await at_case(web.desk, request);
    if (const auto* response = std::get_if<Response>(&found)) co_return *response;
    const auto& [actor, id] = std::get<AtCase>(found);
    Fields fields{request};
    recovery::Verdict verdict;
    const auto act = recovery::parse_act(fields.text("verdict", slug_octets_max));
    const bool known = act && *act != Act::ask && *act != Act::video;
    if (!known) fields.reject("verdict", "is pass, reject, doubt or fraud.");
    verdict.act = act.value_or(Act::doubt);
    verdict.checklist = checklist_in(fields.object("checklist"));
    verdict.reasons = fields.optional_texts("reasons", recovery::reasons_max, slug_octets_max);
    check_reasons(fields, web.bench.office.desk.reasons, verdict.act, verdict.reasons);
    if (const auto note = fields.optional_secret("note", recovery::note_octets_max))
        verdict.note = note->text();
    if (verdict.note && code_points(*verdict.note) > recovery::note_points_max)
        fields.reject("note", "is too long.");
    verdict.digest = parse_hex(fields.text("digest", digest_octets_max)).value_or(Bytes{});
    const auto code = fields.text("code", code_octets_max);
    if (auto wrong = fields.problem()) co_return std::move(*wrong);

    const auto decided = co_await recovery::decide(web.bench, actor, id, verdict, code);
    if (const auto* refusal = std::get_if<Refusal>(&decided))
        co_return refused(*refusal, request.now);
    const auto& first = std::get<recovery::Decided>(decided).first;
    boost::json::object more;
    if (first) more["first_verdict"] = act_json(*first);
    co_return next_json(std::move(more));
}

}  // namespace

void add_desk_verdict_routes(Router& router, const DeskWeb& web) {
    router.post("/api/v1/desk/cases/{id}/ask",
                [&web](Request& request) { return post_ask(web, request); });
    router.post("/api/v1/desk/cases/{id}/video",
                [&web](Request& request) { return post_video(web, request); });
    router.post("/api/v1/desk/cases/{id}/verdict",
                [&web](Request& request) { return post_verdict(web, request); });
}

}  // namespace sparekey::http
