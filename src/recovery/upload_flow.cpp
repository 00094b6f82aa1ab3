#include "recovery/upload_flow.h"

#include <algorithm>

#include "base/failure.h"
#include "base/ids.h"
#include "evidence/item_table.h"
#include "recovery/missing.h"

namespace sparekey::recovery {
namespace {

using account::Done;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Token;
using account::Why;
using evidence::Item;
using evidence::Kind;
using evidence::Status;

std::int64_t round_of(const Case& c) {
    return c.appeal.state == State::draft ? 0 : c.appeal.material_rounds;
}

// Its place, as the case allows it at this moment; nothing is written.
struct Ticket {
    evidence::Subject subject;
    Item item;
};

Awaitable<Result<Ticket>> admit(const Office& office, const account::Client& client,
                                const Token& token, Offered offered) {
    DecideApplicant<Ticket> decide = [offered](Plan& plan, Applicant& at) -> Result<Ticket> {
        const auto& c = at.c();
        if (const auto why = refusal_of(c, at.items, offered)) return Refusal{.why = *why};
        Ticket ticket{at.subject(), {}};
        ticket.item.id = evidence::ItemId{random_id()};
        ticket.item.kind = offered.kind;
        ticket.item.captured = offered.captured;
        ticket.item.media = offered.media;
        ticket.item.version = evidence::next_version(at.items, offered.kind);
        ticket.item.round = round_of(c);
        ticket.item.at = plan.now();
        return ticket;
    };
    co_return co_await change_as_applicant<Ticket>(office, client, token, std::move(decide));
}

// Those that this one takes the place of: of this round nobody has seen them, and they go; others
// stay as replaced.
struct Replaced {
    std::vector<evidence::ItemId> gone;
};

Replaced put_in_place(Plan& plan, Applicant& at, const Item& item) {
    Replaced replaced;
    for (auto& other : at.items) {
        if (item.kind == Kind::extra || other.kind != item.kind) continue;
        if (other.status == Status::replaced) continue;
        if (other.round == item.round) {
            for (auto& call : evidence::delete_item(at.id, other.id)) plan.save(std::move(call));
            replaced.gone.push_back(other.id);
        } else {
            plan.save(evidence::set_status(at.id, other.id, Status::replaced));
            other.status = Status::replaced;
        }
    }
    std::erase_if(at.items, [&](const Item& other) {
        return std::ranges::find(replaced.gone, other.id) != replaced.gone.end();
    });
    plan.save(evidence::insert_item(at.id, item));
    at.items.push_back(item);
    note_evidence(plan, at);
    return replaced;
}

// Frees the place again before the decoder looks at what is there.
Awaitable<std::optional<evidence::Received>> receive(evidence::Store& store,
                                                     const evidence::Place& place,
                                                     const evidence::ReadUpload& read) {
    const auto upload = co_await store.begin_upload(place);
    co_return co_await upload->receive(read);
}

}  // namespace

void note_seen(Item& item, const evidence::Picture& seen) {
    item.status = seen.readable ? Status::good : Status::unreadable;
    item.width = seen.width;
    item.height = seen.height;
    item.picture_hash = seen.hash;
    item.advice = seen.advice;
}

std::optional<Why> refusal_of(const Case& c, const std::vector<Item>& items,
                              const Offered& offered) {
    const auto state = c.appeal.state;
    const bool in_draft = state == State::draft && c.open() && !c.appeal.complete &&
                          offered.kind != Kind::extra && offered.kind != Kind::video;
    const bool asked =
        state == State::needs_material && std::ranges::any_of(c.needed, [&](const Needed& needed) {
            return needed.kind == evidence::slug(offered.kind);
        });
    if (!in_draft && !asked) return Why::wrong_state;
    if (offered.kind == Kind::selfie && offered.captured != evidence::Captured::camera)
        return Why::camera_needed;
    const auto extras = std::ranges::count_if(items, [&](const Item& item) {
        return item.kind == Kind::extra && item.round == round_of(c);
    });
    const bool one_too_many = offered.kind == Kind::extra && extras >= evidence::extras_max;
    if (items.size() >= evidence::items_max || one_too_many) return Why::too_many_items;
    return std::nullopt;
}

Awaitable<Result<Item>> receive_picture(const Office& office, evidence::Store& store,
                                        const account::Client& client, const Token& token,
                                        Offered offered, evidence::ReadUpload read) {
    auto admitted = co_await admit(office, client, token, offered);
    if (const auto* refusal = std::get_if<Refusal>(&admitted)) co_return *refusal;
    auto& [subject, item] = std::get<Ticket>(admitted);
    const evidence::Place place{subject, item.id, item.version, 0};
    const auto received = co_await receive(store, place, read);
    if (!received) co_return Refusal{.why = Why::upload_broken_off};
    item.octets = received->octets;
    item.sha256 = received->sha256;
    bool too_large = false;
    try {
        const auto seen = co_await store.inspect(place);
        note_seen(item, seen);
        too_large = seen.too_large;
    } catch (const Failure& failure) {
        if (failure.kind() != Failure::Kind::busy) throw;
        item.status = Status::checking;  // A job looks again.
    }
    if (item.status == Status::unreadable) {
        co_await store.remove(subject, item.id);
        co_return Refusal{.why = too_large ? Why::picture_too_large : Why::picture_unreadable};
    }
    Replaced replaced;
    DecideApplicant<Done> decide = [&](Plan& plan, Applicant& at) -> Result<Done> {
        if (const auto why = refusal_of(at.c(), at.items, offered)) return Refusal{.why = *why};
        replaced = put_in_place(plan, at, item);
        return Done{};
    };
    const auto kept = co_await change_as_applicant<Done>(office, client, token, std::move(decide));
    if (const auto* refusal = std::get_if<Refusal>(&kept)) {
        co_await store.remove(subject, item.id);
        co_return *refusal;
    }
    for (const auto& gone : replaced.gone) co_await store.remove(subject, gone);
    co_return item;
}

Awaitable<Result<Done>> remove_item(const Office& office, evidence::Store& store,
                                    const account::Client& client, const Token& token,
                                    evidence::ItemId id) {
    std::optional<evidence::Subject> subject;
    DecideApplicant<Done> decide = [&](Plan& plan, Applicant& at) -> Result<Done> {
        const auto& c = at.c();
        const auto found = std::ranges::find(at.items, id, &Item::id);
        const bool open = c.appeal.state == State::draft || c.appeal.state == State::needs_material;
        if (found == at.items.end()) return Refusal{.why = Why::not_found};
        if (!open || c.appeal.complete || found->round != round_of(c) || found->kind == Kind::video)
            return Refusal{.why = Why::wrong_state};
        for (auto& call : evidence::delete_item(at.id, id)) plan.save(std::move(call));
        at.items.erase(found);
        note_evidence(plan, at);
        subject = at.subject();
        return Done{};
    };
    const auto done = co_await change_as_applicant<Done>(office, client, token, std::move(decide));
    if (std::holds_alternative<Done>(done)) co_await store.remove(*subject, id);
    co_return done;
}

}  // namespace sparekey::recovery
