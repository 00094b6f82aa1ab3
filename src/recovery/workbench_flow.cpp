#include "recovery/workbench_flow.h"

#include <algorithm>

#include "account/facts_table.h"
#include "account/identity_table.h"
#include "evidence/item_table.h"
#include "recovery/case_table.h"
#include "recovery/form_flow.h"
#include "recovery/transitions.h"
#include "recovery/video_table.h"

namespace sparekey::recovery {
namespace {

using account::Refusal;
using account::Result;
using account::Why;

constexpr Duration day = std::chrono::hours{24};

std::vector<evidence::Item> items_of(AtSeat& at) {
    return evidence::current(evidence::read_items(at.tx.load(evidence::load_items(at.id))));
}

std::optional<person::Claimed> form_of_case(AtSeat& at) {
    const auto stored = read_form(at.tx.load(form_of(at.id)));
    if (!stored) return std::nullopt;
    return open_form(at.bench.office, {at.c().who, at.id}, *stored);
}

int days(Duration age) { return static_cast<int>(age / day); }

// Since the newest of the addresses, removed ones too, is as it is.
int contact_age(const std::vector<account::Address>& addresses, Time now) {
    Time newest{};
    for (const auto& address : addresses)
        newest = std::max({newest, address.confirmed_at, address.removed_at});
    return days(now - newest);
}

Checklist own_checklist(const std::vector<ActDone>& acts, AccountId staff) {
    Checklist last;
    for (const auto& act : acts) {
        if (act.staff == staff) last = act.checklist;
    }
    return last;
}

// A lead sees what the others decided; A and B nothing of each other before they have decided.
std::vector<SeenAct> visible_to(AtSeat& at, std::vector<ActDone> acts) {
    std::vector<SeenAct> visible;
    if (at.own.seat != Seat::lead) return visible;
    for (auto& act : acts) {
        if (act.staff != at.own.staff)
            visible.push_back(seen(at.bench.office, {at.c().who, at.id}, std::move(act)));
    }
    return visible;
}

void note_view(AtSeat& at, journal::Kind kind, const std::string& what, std::string reason) {
    at.plan.save(
        insert_view(at.id, {at.own.staff, at.own.seat, what, std::move(reason), at.plan.now()}));
    std::string detail = at.c().number + " ";
    detail += slug(at.own.seat);
    detail += " " + what;
    at.duty.line(kind, std::move(detail));
}

// The record is opened here, in memory, for the comparison; nobody sees it.
std::vector<Claim> compared(AtSeat& at, const person::Claimed& claimed) {
    const auto who = at.c().who;
    const auto& ring = at.bench.office.services.ring;
    const auto record =
        account::read_identity(at.tx.load({account::load_identity_record}), ring, who);
    const auto facts = account::read_facts(at.tx.load({account::load_facts}), ring, who);
    return claims_of(claimed, record, facts);
}

// What the applicant was asked to do in the video that counts.
std::vector<Prompt> prompts_of(AtSeat& at, const std::vector<evidence::Item>& items) {
    const auto video = std::ranges::find(items, evidence::Kind::video, &evidence::Item::kind);
    if (video == items.end()) return {};
    for (const auto& take : read_takes(at.tx.load(takes_of(at.id)))) {
        if (take.item == video->id) return take.script.prompts;
    }
    return {};
}

// What happened, but for what would tell A or B how the other decided.
std::vector<CaseEvent> timeline_for(AtSeat& at) {
    auto events = read_events(at.tx.load(events_of(at.id)));
    if (at.own.seat == Seat::lead) return events;
    std::erase_if(events, [](const CaseEvent& one) {
        return one.event == slug(Event::passed) || one.event == slug(Event::doubted) ||
               one.event == slug(Event::rejected);
    });
    return events;
}

std::string watermark_of(AtSeat& at) {
    return at.duty.member().name + "  " + at.c().number + "  " + account::time_text(at.plan.now());
}

std::vector<std::int64_t> chunks_of(AtSeat& at, const evidence::Item& item) {
    std::vector<std::int64_t> octets;
    if (item.kind != evidence::Kind::video) return octets;
    for (const auto& chunk :
         evidence::read_chunks(at.tx.load(evidence::load_chunks(at.id, item.id))))
        octets.push_back(chunk.octets);
    return octets;
}

}  // namespace

Awaitable<Result<Workbench>> open_case(const Bench& bench, const staff::Actor& actor, AppealId id) {
    DecideAtSeat<Workbench> look = [](AtSeat& at) -> Result<Workbench> {
        const auto now = at.plan.now();
        Workbench view{at.c(), at.own.seat, at.own.leased_until, items_of(at)};
        if (const auto claimed = form_of_case(at)) view.claims = compared(at, *claimed);
        view.prompts = prompts_of(at, view.items);
        view.contact_age_days = contact_age(at.docket.addresses, now);
        if (const auto record =
                account::read_identity_state(at.tx.load({account::load_identity_state}))) {
            view.record_age_days = days(now - record->entered_at);
            view.record_by = record->entered_by == account::EnteredBy::owner ? "owner" : "operator";
        }
        const auto& c = at.c();
        view.rounds_left = std::max(0, material_rounds_max - c.appeal.material_rounds);
        view.video_rounds_left = std::max(0, video_rounds_max - c.appeal.video_rounds);
        if (c.paper_code_at != Time{}) view.paper_date = day_text(c.paper_code_at, c.zone);
        auto acts = read_acts(at.tx.load(acts_of(at.id)));
        view.checklist = own_checklist(acts, at.own.staff);
        view.allowed = allowed(c, at.seats, at.own.seat);
        view.timeline = timeline_for(at);
        view.others = visible_to(at, std::move(acts));
        return view;
    };
    co_return co_await change_at_seat<Workbench>(bench, actor, id, std::move(look));
}

Awaitable<Result<Revealed>> reveal(const Bench& bench, const staff::Actor& actor, AppealId id,
                                   Field field, std::string reason) {
    DecideAtSeat<Revealed> open = [&](AtSeat& at) -> Result<Revealed> {
        if (fields_opened(at.tx, at.c().who, at.id, at.own.staff) >= reveals_max)
            return Refusal{.why = Why::too_many_tries};
        const auto claimed = form_of_case(at);
        const auto value = claimed ? value_of(*claimed, field) : std::string{};
        if (value.empty()) return Refusal{.why = Why::not_found};
        note_view(at, journal::Kind::desk_revealed, std::string{slug(field)}, reason);
        return Revealed{value, at.plan.now() + revealed_for};
    };
    co_return co_await change_at_seat<Revealed>(bench, actor, id, std::move(open));
}

Awaitable<Result<Viewing>> view_item(const Bench& bench, const staff::Actor& actor, AppealId id,
                                     evidence::ItemId item) {
    DecideAtSeat<Viewing> view = [&](AtSeat& at) -> Result<Viewing> {
        const auto items = items_of(at);
        const auto found = std::ranges::find(items, item, &evidence::Item::id);
        if (found == items.end()) return Refusal{.why = Why::not_found};
        const std::string what{evidence::slug(found->kind)};
        const Time lately{at.plan.now() - video_counted_every};
        const bool counted = found->kind == evidence::Kind::video &&
                             seen_since(at.tx, at.c().who, at.id, at.own.staff, what, lately);
        if (!counted) note_view(at, journal::Kind::desk_viewed, what, {});
        return Viewing{{at.c().who, at.id}, *found, watermark_of(at), chunks_of(at, *found)};
    };
    co_return co_await change_at_seat<Viewing>(bench, actor, id, std::move(view));
}

}  // namespace sparekey::recovery
