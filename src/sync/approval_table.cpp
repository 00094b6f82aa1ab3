#include "sync/approval_table.h"

#include <algorithm>

#include "base/check.h"

namespace sparekey::sync {
namespace {

constexpr std::string_view by_account =
    "SELECT device_id, name, box, sign, commitment, answer, opened, asked_at FROM sync_approval "
    "WHERE account_id = $1";

void copy(const Bytes& from, std::span<std::byte> to) {
    ENSURE(from.size() == to.size());
    std::ranges::copy(from, to.begin());
}

std::optional<vault::ApprovalNonce> nonce_of(const Bytes& octets) {
    if (octets.empty()) return std::nullopt;
    vault::ApprovalNonce nonce;
    copy(octets, nonce);
    return nonce;
}

Bytes octets_of(const std::optional<vault::ApprovalNonce>& nonce) {
    return nonce ? to_bytes(*nonce) : Bytes{};
}

std::optional<Asking> asking_of(const store::Rows& rows, Time now) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    Asking asking;
    copy(row.bytes(0), asking.device.id.octets);
    asking.device.name = row.text(1);
    copy(row.bytes(2), asking.device.keys.box);
    copy(row.bytes(3), asking.device.keys.sign);
    copy(row.bytes(4), asking.commitment);
    asking.answer = nonce_of(row.bytes(5));
    asking.opened = nonce_of(row.bytes(6));
    asking.asked_at = row.time(7);
    if (is_over(asking, now)) return std::nullopt;
    return asking;
}

}  // namespace

std::optional<Asking> load_asking(store::Reader& reader, AccountId who, Time now) {
    return asking_of(reader.query(by_account, {who}), now);
}

std::optional<Asking> load_asking(store::Transaction& tx, AccountId who) {
    return asking_of(tx.query(by_account, {who}), tx.now());
}

void save_asking(store::Transaction& tx, AccountId who, const Asking& asking) {
    drop_asking(tx, who);
    const auto& [id, name, keys, added] = asking.device;
    tx.execute(
        "INSERT INTO sync_approval (account_id, device_id, name, box, sign, commitment, answer, "
        "opened, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {who, BytesView{id.octets}, name, BytesView{keys.box}, BytesView{keys.sign},
         BytesView{asking.commitment}, octets_of(asking.answer), octets_of(asking.opened),
         asking.asked_at});
}

void drop_asking(store::Transaction& tx, AccountId who) {
    tx.execute("DELETE FROM sync_approval WHERE account_id = $1", {who});
}

guard::TryLog load_asks(store::Transaction& tx, AccountId who) {
    guard::TryLog log;
    for (const auto& row : tx.query("SELECT asked_at FROM sync_asked WHERE account_id = $1 "
                                    "ORDER BY asked_at",
                                    {who}))
        log.add(row.time(0));
    return log;
}

void add_ask(store::Transaction& tx, AccountId who) {
    tx.execute("DELETE FROM sync_asked WHERE account_id = $1 AND asked_at <= $2",
               {who, tx.now() - asks_day.window});
    tx.execute("INSERT INTO sync_asked (account_id, asked_at) VALUES ($1, $2)", {who, tx.now()});
}

std::set<AccountId> find_asked(store::Reader& reader, Time now, int rows_max) {
    std::set<AccountId> found;
    for (const auto& row :
         reader.query("SELECT account_id FROM sync_approval WHERE asked_at <= $1 UNION "
                      "SELECT account_id FROM sync_asked WHERE asked_at <= $2 LIMIT $3",
                      {now - vault::approval_lives, now - asks_day.window, rows_max}))
        found.insert(row.id<AccountId>(0));
    return found;
}

void drop_over(store::Transaction& tx, AccountId who) {
    tx.execute("DELETE FROM sync_approval WHERE account_id = $1 AND asked_at <= $2",
               {who, tx.now() - vault::approval_lives});
    tx.execute("DELETE FROM sync_asked WHERE account_id = $1 AND asked_at <= $2",
               {who, tx.now() - asks_day.window});
}

}  // namespace sparekey::sync
