#include "account/address_table.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "crypto/keyed_digest.h"

namespace sparekey::account {
namespace {

const store::Save insert_row{
    "INSERT INTO address (account_id, address_id, email, email_digest, is_primary, added_at, "
    "confirmed_at) "
    "SELECT $1, $3, $4, $5, $6, $7, $8 WHERE @won"};
const store::Save remove_row{
    "UPDATE address SET removed_at = $4, is_primary = FALSE WHERE account_id = $1 AND address_id = "
    "$3 "
    "AND removed_at = 0 AND @won"};
const store::Save no_primary{
    "UPDATE address SET is_primary = FALSE WHERE account_id = $1 AND is_primary AND @won"};
const store::Save make_primary{
    "UPDATE address SET is_primary = TRUE WHERE account_id = $1 AND address_id = $3 AND removed_at "
    "= 0 AND @won"};
// Only ever this account's own entry, so no two accounts' changes wait for one row of the index.
const store::Save drop_from_index{
    "DELETE FROM email_index WHERE account_id = $1 AND email_digest = "
    "(SELECT email_digest FROM address WHERE account_id = $1 AND address_id = $3) AND @won"};
constexpr std::string_view find_in_index =
    "SELECT account_id FROM email_index WHERE email_digest = $1";

std::optional<AccountId> account_of(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return rows.front().id<AccountId>(0);
}

std::string_view index_of(Realm realm) {
    switch (realm) {
    case Realm::site: return "email_index";
    case Realm::staff: return "email_index.staff";
    case Realm::vault: return "email_index.vault";
    }
    return {};
}

}  // namespace

const store::Load load_addresses{
    "SELECT address_id, email, is_primary, added_at, confirmed_at, removed_at FROM address WHERE "
    "account_id = $1"};

Bytes email_digest(const crypto::Pepper& pepper, std::string_view email, Realm realm) {
    return to_bytes(crypto::keyed_digest(pepper, index_of(realm), bytes_of(email_key(email))));
}

std::vector<Address> read_addresses(const store::Rows& rows) {
    std::vector<Address> all;
    all.reserve(rows.size());
    for (const auto& row : rows) {
        all.push_back({row.id<AddressId>(0), row.text(1), row.boolean(2), row.time(3), row.time(4),
                       row.time(5)});
    }
    std::ranges::sort(all, {}, [](const Address& one) { return std::pair{one.added_at, one.id}; });
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
    return account_of(reader.query(find_in_index, {store::Value{digest}}));
}

AccountId decoy_of(BytesView digest) {
    return AccountId{1 + std::to_integer<std::int64_t>(digest[0])};
}

bool reserve_email(store::Transaction& tx, BytesView digest, AccountId who) {
    const auto inserted = tx.execute(
        "INSERT INTO email_index (email_digest, account_id) VALUES ($1, $2) "
        "ON CONFLICT (email_digest) DO NOTHING",
        {store::Value{digest}, who});
    return inserted == 1 || find_account(tx, digest) == who;
}

std::optional<AccountId> find_account(store::Transaction& tx, BytesView digest) {
    return account_of(tx.query(find_in_index, {store::Value{digest}}));
}

store::SaveCall insert_address(const Address& next, BytesView digest) {
    return {insert_row,
            {next.id, next.email, digest, next.is_primary, next.added_at, next.confirmed_at}};
}

store::SaveCall free_index(AddressId id) { return {drop_from_index, {id}, store::any_rows}; }

store::SaveCall set_removed(AddressId id, Time now) { return {remove_row, {id, now}}; }

store::SaveCall clear_primary() { return {no_primary, {}}; }

store::SaveCall set_primary(AddressId id) { return {make_primary, {id}}; }

}  // namespace sparekey::account
