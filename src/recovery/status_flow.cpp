#include "recovery/status_flow.h"

#include <algorithm>
#include <array>

#include "evidence/item_table.h"
#include "recovery/applicant.h"
#include "recovery/draft_flow.h"
#include "recovery/form_flow.h"
#include "recovery/missing.h"
#include "recovery/transitions.h"

namespace sparekey::recovery {
namespace {

constexpr std::array<std::string_view, 7> action_slugs{
    "submit", "upload", "record_video", "supply", "withdraw", "ask_review", "ask_link"};

std::vector<Action> possible(const std::vector<Case>& cases, const Case& c, const Access& access,
                             const std::vector<Needed>& missing, Time now) {
    const auto state = c.appeal.state;
    const bool by_browser = access.kind == AccessKind::browser;
    const bool draft = state == State::draft && !c.appeal.complete;
    std::vector<Action> can;
    if (draft || state == State::needs_material) can.push_back(Action::upload);
    if (draft && by_browser && missing.empty() && !c.receipt_digest.empty())
        can.push_back(Action::submit);
    if (state == State::video_requested) can.push_back(Action::record_video);
    if (state == State::needs_material && missing.empty()) can.push_back(Action::supply);
    if (by_browser && rule_for(c.appeal, Event::withdrawn) != nullptr)
        can.push_back(Action::withdraw);
    if (may_ask_review(cases, c, now)) can.push_back(Action::ask_review);
    if (rule_for(c.appeal, Event::link_asked) != nullptr) can.push_back(Action::ask_link);
    return can;
}

// What counts, and what could not be read and must be sent again.
std::vector<evidence::Item> shown(const std::vector<evidence::Item>& all) {
    auto items = evidence::current(all);
    for (const auto& item : all) {
        const bool is_there =
            std::ranges::find(items, item.kind, &evidence::Item::kind) != items.end();
        if (item.status == evidence::Status::unreadable && !is_there) items.push_back(item);
    }
    return items;
}

}  // namespace

std::string_view slug(Action action) { return action_slugs.at(static_cast<std::size_t>(action)); }

Awaitable<std::optional<Status>> status(const Office& office, const account::Token& token,
                                        Time now) {
    const auto& services = office.services;
    const auto id = co_await appeal_of(services, token);
    if (!id) co_return std::nullopt;
    std::vector<store::LoadCall> loads{access_of(token), evidence::load_items(*id),
                                       form_of(*id),     load_cases,
                                       load_passes,      events_of(*id),
                                       views_of(*id)};
    const auto loaded = co_await services.db.load(token.account(), std::move(loads));
    const auto access = access_in(loaded, *id, now);
    if (!loaded.guard || !access) co_return std::nullopt;
    const auto cases = read_cases(loaded.rows[3], loaded.rows[4], token.account());
    const auto found = std::ranges::find(cases, *id, &Case::id);
    if (found == cases.end()) co_return std::nullopt;
    const auto items = evidence::read_items(loaded.rows[1]);
    const auto form = read_form(loaded.rows[2]);

    Status status{.c = *found, .access = *access, .items = shown(items), .standing = {}};
    const bool form_is_complete = form && form->number_digest.has_value();
    status.missing = missing(*found, items, form_is_complete);
    if (found->appeal.state == State::draft && form)
        status.form = open_form(office, {found->who, found->id}, *form);
    status.standing = guard::standing(*loaded.guard, now);
    const bool rival =
        std::ranges::any_of(cases, [](const Case& c) { return c.open() && c.appeal.waiting; });
    status.due_at = due(found->appeal, found->desk.calendar, found->desk.limits,
                        rival && !found->appeal.waiting);
    status.history = read_events(loaded.rows[5]);
    status.views = read_views(loaded.rows[6]);
    status.can = possible(cases, *found, *access, status.missing, now);
    co_return status;
}

}  // namespace sparekey::recovery
