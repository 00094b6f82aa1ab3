#include "account/address_table.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "guard/budgets.h"

namespace sparekey::account {

const store::Load load_addresses{
    "SELECT address_id, email, is_primary, added_at, confirmed_at, removed_at FROM address WHERE "
    "account_id = $1 "
    "ORDER BY added_at, address_id"};

Bytes email_digest(const crypto::Pepper& pepper, std::string_view email) {
    return to_bytes(crypto::keyed_digest(pepper, "email_index", bytes_of(email_key(email))));
}

std::vector<Address> read_addresses(const store::Rows& rows) {
    std::vector<Address> all;
    all.reserve(rows.size());
    for (const auto& row : rows) {
        all.push_back({row.id<AddressId>(0), row.text(1), row.boolean(2), row.time(3), row.time(4),
                       row.time(5)});
    }
    return all;
}

std::vector<Address> current(const std::vector<Address>& all) {
    std::vector<Address> in_use;
    for (const auto& address : all) {
        if (address.removed_at == Time{} && address.confirmed_at != Time{})
            in_use.push_back(address);
    }
    std::ranges::stable_sort(in_use, std::ranges::greater{}, &Address::is_primary);
    return in_use;
}

const Address* primary(const std::vector<Address>& all) {
    for (const auto& address : all) {
        if (address.is_primary && address.removed_at == Time{} && address.confirmed_at != Time{})
            return &address;
    }
    return nullptr;
}

std::vector<std::string> recipients(const std::vector<Address>& all, Time now) {
    std::vector<std::string> who;
    for (const auto& address : all) {
        if (address.confirmed_at == Time{}) continue;
        if (address.removed_at != Time{} && now - address.removed_at >= removed_hears_for) continue;
        if (std::ranges::find(who, address.email) == who.end()) who.push_back(address.email);
    }
    return who;
}

std::optional<AccountId> find_account(store::Reader& reader, BytesView digest) {
    const auto rows = reader.query("SELECT account_id FROM email_index WHERE email_digest = $1",
                                   {store::Value{digest}});
    if (rows.empty()) return std::nullopt;
    return rows.front().id<AccountId>(0);
}

AccountId decoy_of(BytesView digest) {
    return AccountId{1 + std::to_integer<std::int64_t>(digest[0])};
}

Awaitable<void> ensure_decoys(store::Database& db) {
    for (std::int64_t id = 1; id <= decoys; ++id) {
        std::function<bool(store::Transaction&)> create = [](store::Transaction& tx) {
            if (tx.guard()) return false;
            store::Guard guard;
            guard.budgets = guard::Budgets{}.encode();
            tx.create_guard(guard);
            return true;
        };
        co_await db.transact<bool>(AccountId{id}, std::move(create));
    }
}

}  // namespace sparekey::account
