#include "base/failure.h"
#include "factor/backup_codes.h"

namespace sparekey::factor {
namespace {

constexpr std::size_t salt_octets = 16;
constexpr std::size_t digest_octets = 32;

Bytes encode_used(const std::array<Time, codes_count>& used_at) {
    Bytes all;
    for (const auto t : used_at) append_u64(all, static_cast<std::uint64_t>(to_micros(t)));
    return all;
}

store::Value optional_value(const std::optional<Bytes>& octets) {
    return octets ? store::Value{*octets} : store::Value{store::Null{}};
}

const store::Save upsert{
    "INSERT INTO backup_codes (account_id, version, set_salt, salts, digests, used_at, sealed, "
    "made_at, shown_at, "
    "sealed_endings, withdrawn_at) SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, set_salt = "
    "excluded.set_salt, "
    "salts = excluded.salts, digests = excluded.digests, used_at = excluded.used_at, sealed = "
    "excluded.sealed, "
    "made_at = excluded.made_at, shown_at = excluded.shown_at, sealed_endings = "
    "excluded.sealed_endings, withdrawn_at = excluded.withdrawn_at"};
const store::Save spend{
    "UPDATE backup_codes SET used_at = $5 WHERE account_id = $1 AND version = $3 AND used_at = $4 "
    "AND withdrawn_at = 0 AND @won"};
const store::Save set_sealed{
    "UPDATE backup_codes SET sealed = $4 WHERE account_id = $1 AND version = $3 AND @won"};
const store::Save set_shown{
    "UPDATE backup_codes SET shown_at = $4 WHERE account_id = $1 AND version = $3 AND @won"};
const store::Save remove{"DELETE FROM backup_codes WHERE account_id = $1 AND @won"};

}  // namespace

const store::Load load_backup_codes{
    "SELECT version, set_salt, salts, digests, used_at, sealed, made_at, shown_at, sealed_endings, "
    "withdrawn_at FROM backup_codes "
    "WHERE account_id = $1"};

std::optional<BackupCodes> read_backup_codes(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    BackupCodes set{row.integer(0), row.bytes(1), row.bytes(2), row.bytes(3), {}, {}, {},
                    row.time(6),    row.time(7)};
    const auto& used = row.bytes(4);
    if (set.salts.size() != codes_count * salt_octets ||
        set.digests.size() != codes_count * digest_octets || used.size() != codes_count * 8) {
        throw Failure{Failure::Kind::broken, "a set of backup codes cannot be read"};
    }
    for (std::size_t i = 0; i < codes_count; ++i) {
        set.used_at[i] = from_micros(static_cast<std::int64_t>(*read_u64(used, i * 8)));
    }
    if (!row.is_null(5)) set.sealed = row.bytes(5);
    if (!row.is_null(8)) set.sealed_endings = row.bytes(8);
    set.withdrawn_at = row.time(9);
    return set;
}

store::SaveCall save_backup_codes(const BackupCodes& set) {
    return {upsert,
            {set.version, set.set_salt, set.salts, set.digests, encode_used(set.used_at),
             optional_value(set.sealed), set.made_at, set.shown_at,
             optional_value(set.sealed_endings), set.withdrawn_at}};
}

store::SaveCall spend_code(const BackupCodes& loaded, std::size_t index, Time now) {
    auto next = loaded.used_at;
    next.at(index) = now;
    return {spend, {loaded.version, encode_used(loaded.used_at), encode_used(next)}};
}

store::SaveCall save_sealed_codes(const BackupCodes& loaded, const std::optional<Bytes>& sealed) {
    return {set_sealed, {loaded.version, optional_value(sealed)}};
}

store::SaveCall save_shown_at(const BackupCodes& loaded, Time now) {
    return {set_shown, {loaded.version, now}};
}

store::SaveCall delete_backup_codes() { return {remove, {}, store::any_rows}; }

}  // namespace sparekey::factor
