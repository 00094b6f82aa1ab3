#include "sync/approval_table.h"

#include <algorithm>

#include "base/check.h"

namespace sparekey::sync {
namespace {

constexpr std::string_view by_account =
    "SELECT device_id, name, box, sign, commitment, answer, opened, asked_at FROM sync_approval "
    "WHERE account_id = $1 AND asked_at > $2";

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

std::optional<Asking> asking_of(const store::Rows& rows) {
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
    return asking;
}

}  // namespace

std::optional<Asking> load_asking(store::Reader& reader, AccountId who, Time now) {
    return asking_of(reader.query(by_account, {who, now - vault::approval_lives}));
}

std::optional<Asking> load_asking(store::Transaction& tx, AccountId who) {
    return asking_of(tx.query(by_account, {who, tx.now() - vault::approval_lives}));
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

}  // namespace sparekey::sync
