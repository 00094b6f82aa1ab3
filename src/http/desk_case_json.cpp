#include "http/desk_case_json.h"

#include "base/text.h"
#include "http/desk.h"
#include "http/desk_work_routes.h"
#include "recovery/case_table.h"

namespace sparekey::http {
namespace {

namespace json = boost::json;
using evidence::Kind;
using recovery::Workbench;

json::array claims_json(const Workbench& bench) {
    json::array claims;
    for (const auto& claim : bench.claims) {
        claims.push_back(json::object{{"field", recovery::slug(claim.field)},
                                      {"masked", claim.masked},
                                      {"result", claim.result}});
    }
    return claims;
}

std::string url_of(const Workbench& bench, const evidence::Item& item) {
    return "/api/v1/desk/cases/" + std::to_string(bench.c.id.value) + "/evidence/" +
           std::to_string(item.id.value);
}

json::array words_json(const std::vector<std::string_view>& words) {
    json::array all;
    for (const auto word : words) all.emplace_back(word);
    return all;
}

json::object item_json(const Workbench& bench, const evidence::Item& item) {
    return {{"id", std::to_string(item.id.value)},
            {"kind", evidence::slug(item.kind)},
            {"captured", evidence::slug(item.captured)},
            {"at", time_json(item.at)},
            {"width", item.width},
            {"height", item.height},
            {"round", item.round},
            {"advice", words_json(evidence::slugs(item.advice))},
            {"url", url_of(bench, item)}};
}

json::value video_json(const Workbench& bench) {
    for (const auto& item : bench.items) {
        if (item.kind != Kind::video) continue;
        json::array prompts;
        for (const auto& prompt : bench.prompts) {
            prompts.push_back(json::object{{"at_s", prompt.at_s},
                                           {"kind", recovery::slug(prompt.kind)},
                                           {"text", prompt.text}});
        }
        json::array probe;
        for (const auto word : split(item.probe, ' ')) {
            if (!word.empty()) probe.emplace_back(word);
        }
        return json::object{
            {"id", std::to_string(item.id.value)},
            {"url", url_of(bench, item)},
            {"take", item.version},
            {"seconds", std::chrono::ceil<std::chrono::seconds>(item.duration).count()},
            {"prompts", std::move(prompts)},
            {"probe", std::move(probe)}};
    }
    return nullptr;
}

json::object checklist_json(const recovery::Checklist& list) {
    json::object answers;
    for (std::size_t i = 0; i < recovery::checklist_size; ++i) {
        if (list.answers[i]) answers[std::to_string(i + 1)] = recovery::slug(*list.answers[i]);
    }
    return answers;
}

json::array flags_json(const recovery::Case& c) {
    json::array flags;
    for (const auto flag : c.flags) flags.emplace_back(recovery::slug(flag));
    return flags;
}

json::array timeline_json(const Workbench& bench) {
    json::array events;
    for (const auto& event : bench.timeline) {
        json::object one{{"at", time_json(event.at)}, {"event", event.event}};
        if (!event.detail.empty()) one["detail"] = event.detail;
        events.push_back(std::move(one));
    }
    return events;
}

json::array allowed_json(const Workbench& bench) {
    json::array acts;
    for (const auto act : bench.allowed) acts.emplace_back(recovery::slug(act));
    return acts;
}

// What the paper in the selfie must read.
json::value paper_json(const std::string& site, const Workbench& bench) {
    if (bench.c.paper_code.empty()) return nullptr;
    return json::object{
        {"text", site + " Reset 2FA"}, {"date", bench.paper_date}, {"code", bench.c.paper_code}};
}

json::array roles_of(const staff::Roles& roles) {
    json::array slugs;
    for (const auto role : staff::all_roles) {
        if (roles.has(role)) slugs.emplace_back(staff::slug(role));
    }
    return slugs;
}

json::object person_json(const recovery::Board& board, const staff::Member& member) {
    const auto found = board.figures.find(member.id);
    const auto figures = found == board.figures.end() ? recovery::Figures{} : found->second;
    return {{"name", member.name},
            {"roles", roles_of(member.roles)},
            {"certified_until", time_json(staff::certified_until(member))},
            {"cases_30d", figures.decided},
            {"passes_30d", figures.passes},
            {"rejects_30d", figures.rejects},
            {"asks_30d", figures.asks},
            {"median_minutes", minutes_json(figures)},
            {"views", figures.views}};
}

// Whether what was destroyed is gone: the latest nightly proof, if there was one.
json::object retention_json(const recovery::Board& board) {
    json::object retention{{"past_due", board.evidence_past_due},
                           {"last_proof_at", nullptr},
                           {"last_proof_ok", nullptr}};
    if (!board.last_proof) return retention;
    retention["last_proof_at"] = time_json(board.last_proof->at);
    retention["last_proof_ok"] = board.last_proof->is_good;
    return retention;
}

}  // namespace

json::object act_json(const recovery::SeenAct& seen) {
    json::array reasons;
    for (const auto& reason : seen.act.reasons) reasons.emplace_back(reason);
    json::object act{
        {"seat", recovery::slug(seen.act.seat)}, {"verdict", recovery::slug(seen.act.act)},
        {"at", time_json(seen.act.at)},          {"checklist", checklist_json(seen.act.checklist)},
        {"reasons", std::move(reasons)},         {"note", nullptr}};
    if (!seen.note.empty()) act["note"] = seen.note;
    return act;
}

json::object case_json(const recovery::Bench& desk, const Workbench& bench) {
    const auto& c = bench.c;
    json::array items;
    for (const auto& item : bench.items) {
        if (item.kind != Kind::video) items.push_back(item_json(bench, item));
    }
    json::array others;
    for (const auto& other : bench.others) others.push_back(act_json(other));
    const auto& site = desk.office.services.settings.site_name;
    return {{"id", std::to_string(c.id.value)},
            {"case_number", c.number},
            {"words", c.words},
            {"state", recovery::slug(c.appeal.state)},
            {"seat", recovery::slug(bench.seat)},
            {"due_at", time_json(c.staff_due_at)},
            {"lease_until", time_json(bench.leased_until)},
            {"zone", c.zone},
            {"digest", to_hex(c.evidence_digest)},
            {"marked", c.appeal.marked()},
            {"flags", flags_json(c)},
            {"opened_at", time_json(c.opened_at)},
            {"submitted_at", time_json(c.appeal.submitted_at)},
            {"claims", claims_json(bench)},
            {"contact_age_days", bench.contact_age_days},
            {"record_age_days", bench.record_age_days},
            {"record_by", bench.record_by},
            {"items", std::move(items)},
            {"video", video_json(bench)},
            {"paper", paper_json(site, bench)},
            {"checklist", checklist_json(bench.checklist)},
            {"rounds_left", bench.rounds_left},
            {"video_rounds_left", bench.video_rounds_left},
            {"allowed", allowed_json(bench)},
            {"timeline", timeline_json(bench)},
            {"other_verdicts", std::move(others)}};
}

json::object board_json(const recovery::Board& board) {
    json::object by_state;
    for (const auto& [state, count] : board.by_state) by_state[state] = count;
    json::array people;
    for (const auto& listed : board.staff) people.push_back(person_json(board, listed.member));
    json::array late;
    for (const auto& line : board.late) late.push_back(line_json(line));
    return {{"open", board.open},
            {"due_today", board.due_today},
            {"overdue", board.overdue},
            {"contested", board.contested},
            {"rival", board.rival},
            {"flagged", board.flagged},
            {"by_state", std::move(by_state)},
            {"promises",
             json::object{{"kept", board.promises_kept}, {"broken", board.promises_broken}}},
            {"staff", std::move(people)},
            {"late", std::move(late)},
            {"retention", retention_json(board)},
            {"bounced", board.bounced}};
}

}  // namespace sparekey::http
