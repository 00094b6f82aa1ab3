#include "recovery/late_look_flow.h"

#include <algorithm>

#include "base/failure.h"
#include "evidence/item_table.h"
#include "recovery/docket.h"
#include "recovery/upload_flow.h"

namespace sparekey::recovery {
namespace {

using account::Plan;

const account::Client nobody{};

// What was seen, if the item is there still and waits.
bool note(store::Transaction& tx, const Office& office, const evidence::Place& place,
          const evidence::Picture& seen) {
    if (!tx.guard()) return false;
    const auto id = place.subject.appeal;
    auto items = evidence::read_items(tx.load(evidence::load_items(id)));
    const auto found = std::ranges::find(items, place.item, &evidence::Item::id);
    if (found == items.end() || found->status != evidence::Status::checking) return false;
    note_seen(*found, seen);
    std::vector<store::Rows> rows;
    for (const auto& call : docket_loads()) rows.push_back(tx.load(call));
    Plan plan{place.subject.who, {tx.guard(), {}}, office.services.ring, nobody, tx.now()};
    Docket docket{office.services, rows, 0, plan};
    auto* const c = docket.find(id);
    if (c == nullptr) return false;
    plan.save(evidence::update_item(id, *found));
    c->evidence_digest = to_bytes(evidence::evidence_digest(items));
    save_cases(plan, docket, id);
    plan.apply(tx);
    return true;
}

// nullopt where it cannot be looked at now.
Awaitable<std::optional<evidence::Picture>> look_at(evidence::Store& store, evidence::Place place) {
    try {
        co_return co_await store.inspect(place);
    } catch (const Failure& failure) {
        const bool passes =
            failure.kind() == Failure::Kind::busy || failure.kind() == Failure::Kind::unavailable;
        if (!passes) throw;
    }
    co_return std::nullopt;
}

}  // namespace

Awaitable<std::int64_t> look_at_waiting_pictures(const Office& office, evidence::Store& store) {
    std::function<std::vector<evidence::Waiting>(store::Reader&)> find = [](store::Reader& reader) {
        return evidence::find_waiting(reader, pictures_looked_at_max);
    };
    const auto all =
        co_await office.services.db.read<std::vector<evidence::Waiting>>(std::move(find));
    std::int64_t looked_at = 0;
    for (const auto& one : all) {
        const evidence::Place place{one.subject, one.item, one.version, 0};
        const auto seen = co_await look_at(store, place);
        if (!seen) continue;
        std::function<bool(store::Transaction&)> keep = [&](store::Transaction& tx) {
            return note(tx, office, place, *seen);
        };
        if (co_await office.services.db.transact<bool>(place.subject.who, std::move(keep)))
            ++looked_at;
    }
    co_return looked_at;
}

}  // namespace sparekey::recovery
