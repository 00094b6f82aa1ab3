#include "recovery/retention_flow.h"

#include "recovery/retention_table.h"

namespace sparekey::recovery {
namespace {

Awaitable<void> destroy_key(const Office& office, Kept kept, evidence::Subject subject, Time now) {
    switch (kept) {
    case Kept::evidence: co_return co_await office.keys.destroy_evidence_key(subject, now);
    case Kept::form: co_return co_await office.keys.destroy_form_key(subject);
    case Kept::rows: co_return;
    }
}

Awaitable<void> destroy(const Office& office, Kept kept, evidence::Subject subject, Time now) {
    std::function<bool(store::Transaction&)> ask = [&](store::Transaction& tx) {
        return is_over(tx, kept, subject, now);
    };
    // A rejection that is under review meanwhile keeps everything.
    if (!co_await office.services.db.transact<bool>(subject.who, std::move(ask))) co_return;
    co_await destroy_key(office, kept, subject, now);
    std::function<bool(store::Transaction&)> remove = [&](store::Transaction& tx) {
        delete_over(tx, kept, subject, now);
        return true;
    };
    co_await office.services.db.transact<bool>(subject.who, std::move(remove));
}

}  // namespace

Awaitable<std::int64_t> destroy_what_is_due(const Office& office, Time now) {
    std::int64_t destroyed = 0;
    for (const auto kept : kept_all) {
        std::function<std::vector<evidence::Subject>(store::Reader&)> find =
            [&](store::Reader& reader) {
                return find_over(reader, kept, now, destroyed_at_once_max);
            };
        const auto over =
            co_await office.services.db.read<std::vector<evidence::Subject>>(std::move(find));
        for (const auto subject : over) co_await destroy(office, kept, subject, now);
        destroyed += static_cast<std::int64_t>(over.size());
    }
    co_return destroyed;
}

}  // namespace sparekey::recovery
