#include "http/appeal_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "recovery/draft_flow.h"
#include "recovery/missing.h"
#include "recovery/transitions.h"

namespace sparekey::http {
namespace {

namespace json = boost::json;
using recovery::State;
using recovery::Status;

constexpr std::size_t field_octets_max = 1024;

std::string_view turn_slug(State state) {
    switch (recovery::turn(state)) {
    case recovery::Turn::applicant: return "applicant";
    case recovery::Turn::machine: return "machine";
    case recovery::Turn::reviewer_a:
    case recovery::Turn::reviewer_b:
    case recovery::Turn::lead: return "staff";
    case recovery::Turn::owner: return "owner";
    case recovery::Turn::nobody: return "nobody";
    }
    return "nobody";
}

json::object dates_json(const recovery::Dates& dates) {
    json::object all;
    const auto add = [&all](std::string_view name, Time at) {
        if (at != Time{}) all[name] = time_json(at);
    };
    add("first_review_by", dates.first_review_by);
    add("second_review_from", dates.second_review_from);
    add("second_review_by", dates.second_review_by);
    add("link_from", dates.link_from);
    add("link_until", dates.link_until);
    add("hold_until", dates.hold_until);
    return all;
}

// How far along the five steps that the page draws: the first review is over when somebody has
// passed it, which nobody does without a video.
int step_of(const recovery::Appeal& appeal) {
    switch (appeal.state) {
    case State::draft: return 0;
    case State::intake:
    case State::needs_material:
    case State::initial_review:
    case State::secondary_review:
    case State::escalated:
    case State::contested:
        if (appeal.was_reset || appeal.is_approved()) return 4;
        if (!appeal.passes.empty()) return 3;
        return appeal.has_video ? 2 : 1;
    case State::video_requested: return appeal.passes.empty() ? 2 : 3;
    case State::link_sent:
    case State::link_lapsed:
    case State::holding: return 4;
    case State::completed: return 5;
    case State::rejected:
    case State::refused_as_fraud:
    case State::withdrawn:
    case State::expired:
    case State::cancelled_by_owner:
    case State::reversed: return -1;
    }
    return -1;
}

// By everybody who must pass it; what is missing is time.
bool is_passed(const recovery::Appeal& appeal) {
    const bool decides =
        appeal.state == State::secondary_review || appeal.state == State::escalated;
    return decides && appeal.is_approved();
}

json::array steps_json(const Status& status) {
    constexpr std::array<std::string_view, 5> names{"received", "first_review", "video",
                                                    "second_review", "reset"};
    const int at = step_of(status.c.appeal);
    json::array steps;
    for (int i = 0; i < static_cast<int>(names.size()); ++i) {
        const auto* word = at < 0 ? "skipped" : i < at ? "done" : i == at ? "now" : "later";
        steps.push_back({{"step", names.at(static_cast<std::size_t>(i))}, {"status", word}});
    }
    return steps;
}

json::value form_json(const std::optional<person::Claimed>& form) {
    if (!form) return nullptr;
    json::array deposits;
    for (const auto& deposit : form->facts.deposits) deposits.emplace_back(deposit);
    return json::object{
        {"legal_name", form->legal_name},
        {"id_number", form->id_number},
        {"id_country", form->id_country},
        {"phone", form->phone},
        {"facts", json::object{{"registered_month", form->facts.registered_month},
                               {"transaction_amount", form->facts.transaction_amount},
                               {"transaction_currency", form->facts.transaction_currency},
                               {"deposits", std::move(deposits)}}}};
}

json::array needed_json(const Status& status) {
    json::array needed;
    for (const auto& one : status.missing) {
        json::object entry{{"kind", one.kind}, {"reason", nullptr}};
        if (!one.reason.empty()) entry["reason"] = one.reason;
        needed.push_back(std::move(entry));
    }
    return needed;
}

// About quality exactly what was said; about matching one sentence for all, and of fraud nothing.
json::value decision_json(const Web& web, const Status& status) {
    const auto state = status.c.appeal.state;
    if (status.c.open()) return nullptr;
    json::array reasons;
    for (const auto& reason : web.office->desk.reasons.told_to_applicant(status.c.reasons)) {
        reasons.push_back({{"slug", reason.slug}, {"class", recovery::slug(reason.of)}});
    }
    json::object decision{{"result", recovery::slug(state)},
                          {"reasons", std::move(reasons)},
                          {"review_until", nullptr}};
    const auto can_review = [](recovery::Action action) {
        return action == recovery::Action::ask_review;
    };
    if (std::ranges::any_of(status.can, can_review))
        decision["review_until"] = time_json(status.c.ended_at + recovery::review_lives);
    return decision;
}

// How often staff looked, and from which seat; never who.
json::object views_json(const Status& status) {
    std::int64_t count = 0;
    json::array by;
    for (const auto& [seat, views] : status.views) {
        count += views;
        by.push_back(json::object{{"seat", recovery::slug(seat)}, {"views", views}});
    }
    return {{"count", count}, {"by", std::move(by)}};
}

json::array history_json(const Status& status) {
    json::array history;
    for (const auto& event : status.history) {
        history.push_back({{"at", time_json(event.at)}, {"event", event.event}});
    }
    return history;
}

// A date of the calendar in the applicant's zone: "2026-11-25".
std::string day_in(const std::string& zone, Time at) { return recovery::day_text(at, zone); }

}  // namespace

json::value item_json(const evidence::Item& item) {
    json::array advice;
    for (const auto word : evidence::slugs(item.advice)) advice.emplace_back(word);
    json::object one{{"id", std::to_string(item.id.value)},
                     {"kind", evidence::slug(item.kind)},
                     {"captured", evidence::slug(item.captured)},
                     {"at", time_json(item.at)},
                     {"advice", std::move(advice)},
                     {"status", evidence::slug(item.status)}};
    if (item.width > 0) one["width"] = item.width;
    if (item.height > 0) one["height"] = item.height;
    return one;
}

json::value paper_json(const Web& web, const std::string& code, const std::string& zone,
                       Time made_at, Time expires_at) {
    if (code.empty()) return nullptr;
    return json::object{{"text", fmt::format("{} Reset 2FA", web.services.settings.site_name)},
                        {"date", day_in(zone, made_at)},
                        {"code", code},
                        {"expires_at", time_json(expires_at)}};
}

json::value appeal_json(const Web& web, const Status& status) {
    const auto& c = status.c;
    json::array items;
    for (const auto& item : status.items) items.push_back(item_json(item));
    json::array can;
    for (const auto action : status.can) can.emplace_back(recovery::slug(action));
    const bool phone = status.access.kind == recovery::AccessKind::phone;
    return json::object{
        {"case_number", c.number},
        {"words", c.words},
        {"state", recovery::slug(c.appeal.state)},
        {"since", time_json(c.appeal.since)},
        {"turn", turn_slug(c.appeal.state)},
        {"zone", c.zone},
        {"lost", recovery::slug(c.lost)},
        {"due_at", status.due_at ? time_json(*status.due_at) : json::value(nullptr)},
        {"dates", dates_json(c.dates)},
        {"restriction", json::object{{"kind", guard::slug(status.standing.restriction)},
                                     {"until", time_json(status.standing.until)}}},
        {"device", phone ? "phone" : "browser"},
        {"waiting", c.appeal.waiting},
        {"marked", c.appeal.marked()},
        {"passed", is_passed(c.appeal)},
        {"steps", steps_json(status)},
        {"form", form_json(status.form)},
        {"items", std::move(items)},
        {"needed", needed_json(status)},
        {"paper", paper_json(web, c.paper_code, c.zone, c.paper_code_at,
                             c.paper_code_at + recovery::paper_code_lives)},
        {"receipt_shown", !c.receipt_digest.empty()},
        {"views", views_json(status)},
        {"decision", decision_json(web, status)},
        {"can", std::move(can)},
        {"history", history_json(status)}};
}

person::Claimed form_field(Fields& fields, Time now) {
    auto& own = fields.object("form");
    const auto text = [](Fields& of, std::string_view name) {
        return of.draft_text(name, field_octets_max);
    };
    person::Claimed claimed;
    claimed.legal_name = text(own, "legal_name");
    claimed.id_number = text(own, "id_number");
    claimed.id_country = text(own, "id_country");
    claimed.phone = text(own, "phone");
    auto& facts = own.object("facts");
    claimed.facts.registered_month = text(facts, "registered_month");
    claimed.facts.transaction_amount = text(facts, "transaction_amount");
    claimed.facts.transaction_currency = text(facts, "transaction_currency");
    claimed.facts.deposits = facts.texts("deposits", person::deposits_max, field_octets_max);
    claimed = person::trimmed(std::move(claimed));
    for (const auto& [path, wrong] : person::wrong_in(claimed, now)) {
        const auto dot = path.find('.');
        if (dot == std::string::npos) {
            own.reject(path, wrong);
        } else {
            facts.reject(path.substr(dot + 1), wrong);
        }
    }
    return claimed;
}

Awaitable<Response> answer_with_state(const Web& web, const Request& request, int status,
                                      std::optional<account::Token> access) {
    if (!access) access = token_of(request, appeal_cookie);
    if (!access) co_return refused(account::Why::no_appeal, request.now);
    const auto found = co_await recovery::status(*web.office, *access, request.now);
    if (!found) co_return refused(account::Why::no_appeal, request.now);
    co_return http::json(status, appeal_json(web, *found));
}

}  // namespace sparekey::http
