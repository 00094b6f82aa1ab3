#include "operators/key_flow.h"

#include "account/plan.h"
#include "operators/key_table.h"

namespace sparekey::operators {
namespace {

using account::Refusal;
using account::Result;
using account::Services;
using account::Why;

const account::Client nobody;  // On the server itself: the journal names no address.

// To the hour, and not in the call's way: whoever lost the race has noted the same hour.
Awaitable<void> note_last_use(const Services& services, AccountId id) {
    std::vector<store::LoadCall> loads{load_key};
    store::Decide<bool> decide = [](const store::Loaded& loaded,
                                    Time now) -> store::Decision<bool> {
        const auto key = read_key(loaded.rows[0]);
        if (!loaded.guard || !key || !is_use_due(*key, now)) return {false, {}, {}};
        return {true, loaded.guard, {note_use(now)}};
    };
    co_await services.db.change<bool>(id, std::move(loads), std::move(decide));
}

}  // namespace

Awaitable<std::optional<NewKey>> make_key(const Services& services, std::string name,
                                          Scopes scopes) {
    const AccountId id{random_id()};
    auto token = account::Token::make(id);
    std::function<bool(store::Transaction&)> make = [&](store::Transaction& tx) {
        if (count_keys(tx) >= static_cast<std::int64_t>(keys_max)) return false;
        store::Guard guard;
        guard.budgets = guard::Budgets{}.encode();
        tx.create_guard(guard);
        account::Plan plan{id, {tx.guard(), {}}, services.ring, nobody, tx.now()};
        plan.save(insert_key({id, name, scopes, token.digest(), tx.now(), {}, {}}));
        plan.line(journal::Kind::key_made, text_of(scopes));
        plan.apply(tx);
        return true;
    };
    const bool made = co_await services.db.transact<bool>(id, std::move(make));
    if (!made) co_return std::nullopt;
    co_return NewKey{std::move(token), id};
}

Awaitable<std::vector<Key>> keys(const Services& services) {
    std::function<std::vector<Key>(store::Reader&)> list = list_keys;
    co_return co_await services.db.read<std::vector<Key>>(std::move(list));
}

Awaitable<bool> revoke_key(const Services& services, AccountId id) {
    std::vector<store::LoadCall> loads{load_key};
    store::Decide<bool> decide = [&](const store::Loaded& loaded,
                                     Time now) -> store::Decision<bool> {
        const auto key = read_key(loaded.rows[0]);
        if (!loaded.guard || !key || key->revoked_at != Time{}) return {false, {}, {}};
        account::Plan plan{id, loaded, services.ring, nobody, now};
        plan.save(set_revoked(now));
        plan.line(journal::Kind::key_revoked);
        return plan.decision(true);
    };
    co_return co_await services.db.change<bool>(id, std::move(loads), std::move(decide));
}

Awaitable<Result<Caller>> called_by(const Services& services, std::string_view key_shown,
                                    Scope needed, std::string external_id, Time now) {
    const auto shown = parse_key(key_shown);
    if (!shown) co_return Refusal{.why = Why::key_not_accepted};
    std::function<KeyAndAccount(store::Reader&)> look = [&](store::Reader& reader) {
        return find(reader, shown->account(), external_id);
    };
    const auto found = co_await services.db.read<KeyAndAccount>(std::move(look));
    switch (judge(found.key, *shown, needed)) {
    case KeyVerdict::not_accepted: co_return Refusal{.why = Why::key_not_accepted};
    case KeyVerdict::scope_missing: co_return Refusal{.why = Why::scope_missing};
    case KeyVerdict::accepted: break;
    }
    if (is_use_due(*found.key, now)) co_await note_last_use(services, shown->account());
    co_return Caller{shown->account(), found.account};
}

}  // namespace sparekey::operators
