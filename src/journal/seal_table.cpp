#include "journal/seal_table.h"

#include <algorithm>

#include "base/failure.h"

namespace sparekey::journal {
namespace {

constexpr std::string_view lease_name = "journal";

Digest digest_in(const store::Row& row, std::size_t column) {
    const auto& octets = row.bytes(column);
    Digest digest{};
    // A column of another length gives zeros, which are no seal's digest.
    if (octets.size() == digest.size()) std::copy(octets.begin(), octets.end(), digest.begin());
    return digest;
}

Seal seal_of(const store::Row& row) {
    Seal seal;
    seal.position = row.integer(0);
    seal.previous = digest_in(row, 1);
    seal.range = {row.integer(2), row.integer(3)};
    seal.late = row.boolean(4);
    seal.sealed_at = row.time(5);
    seal.line_count = row.integer(6);
    seal.entries = row.bytes(7);
    seal.lines_digest = digest_in(row, 8);
    seal.digest = digest_in(row, 9);
    seal.mac = digest_in(row, 10);
    return seal;
}

}  // namespace

Sealed read_sealed(store::Reader& reader) {
    Sealed sealed;
    const auto end = reader.query(
        "SELECT position, digest FROM journal_seal ORDER BY position DESC LIMIT 1", {});
    if (end.empty()) return sealed;
    sealed.end = {end.front().integer(0), digest_in(end.front(), 1)};
    sealed.upto_id = reader.query("SELECT MAX(upto_id) FROM journal_seal", {}).front().integer(0);
    return sealed;
}

store::Rows read_lines(store::Reader& reader, Range range, int lines_max) {
    return reader.query(
        "SELECT line_id, account_id, previous, at, kind, client, detail FROM journal"
        " WHERE line_id > $1 AND line_id <= $2 ORDER BY line_id LIMIT $3",
        {range.after_id, range.upto_id, lines_max});
}

std::vector<std::int64_t> read_ids_before_all(store::Reader& reader, int lines_max) {
    std::vector<std::int64_t> ids;
    for (const auto& row :
         reader.query("SELECT line_id FROM journal WHERE line_id <= 0 ORDER BY line_id LIMIT $1",
                      {lines_max}))
        ids.push_back(row.integer(0));
    return ids;
}

StoredLine line_of(const store::Row& row) {
    return {row.integer(0), row.integer(1), row.integer(2), row.integer(3),
            row.text(4),    row.text(5),    row.text(6)};
}

std::vector<LineSeal> seals_of(const store::Rows& rows) {
    std::vector<LineSeal> lines;
    lines.reserve(rows.size());
    Bytes buffer;
    for (const auto& row : rows)
        lines.push_back({row.integer(0), line_digest(line_of(row), buffer)});
    return lines;
}

std::vector<Seal> read_seals(store::Reader& reader, std::int64_t position, int seals_max) {
    std::vector<Seal> seals;
    for (const auto& row : reader.query(
             "SELECT position, previous, after_id, upto_id, late, sealed_at, line_count, entries,"
             " lines_digest, digest, mac FROM journal_seal WHERE position >= $1"
             " ORDER BY position LIMIT $2",
             {position, seals_max}))
        seals.push_back(seal_of(row));
    return seals;
}

std::vector<Bytes> read_entries(store::Reader& reader, Range range) {
    std::vector<Bytes> entries;
    for (const auto& row :
         reader.query("SELECT entries FROM journal_seal WHERE upto_id = $1 AND after_id = $2",
                      {range.upto_id, range.after_id}))
        entries.push_back(row.bytes(0));
    return entries;
}

std::vector<Count> read_counts(store::Reader& reader, std::int64_t upto_id, int ranges_max) {
    std::vector<Count> counts;
    for (const auto& row :
         reader.query("SELECT seal.after_id, seal.upto_id, CAST(SUM(seal.line_count) AS BIGINT),"
                      " (SELECT COUNT(*) FROM journal"
                      "   WHERE line_id > seal.after_id AND line_id <= seal.upto_id)"
                      " FROM journal_seal seal WHERE seal.upto_id > $1"
                      " GROUP BY seal.upto_id, seal.after_id ORDER BY seal.upto_id LIMIT $2",
                      {upto_id, ranges_max}))
        counts.push_back({{row.integer(0), row.integer(1)}, row.integer(2), row.integer(3)});
    return counts;
}

bool append_seal(store::Transaction& tx, const Seal& seal) {
    return tx.execute(
               "INSERT INTO journal_seal (position, previous, after_id, upto_id, late, sealed_at,"
               " line_count, entries, lines_digest, digest, mac)"
               " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11"
               " WHERE (SELECT COALESCE(MAX(position), 0) FROM journal_seal) = $12",
               {seal.position, BytesView{seal.previous}, seal.range.after_id, seal.range.upto_id,
                seal.late, seal.sealed_at, seal.line_count, seal.entries,
                BytesView{seal.lines_digest}, BytesView{seal.digest}, BytesView{seal.mac},
                seal.position - 1}) == 1;
}

std::int64_t read_sealer(store::Reader& reader, Time now) {
    const auto rows =
        reader.query("SELECT holder FROM lease WHERE name = $1 AND until > $2", {lease_name, now});
    return rows.empty() ? 0 : rows.front().integer(0);
}

bool take_lease(store::Transaction& tx, std::int64_t sealer, Time now) {
    return tx.execute(
               "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)"
               " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until"
               " WHERE lease.holder = $2 OR lease.until <= $4",
               {lease_name, sealer, now + lease_time, now}) == 1;
}

std::vector<Head> read_heads(store::Reader& reader, std::int64_t day, int heads_max) {
    std::vector<Head> heads;
    for (const auto& row : reader.query("SELECT day, position, digest, signed_at, signature"
                                        " FROM journal_head WHERE day > $1 ORDER BY day LIMIT $2",
                                        {day, heads_max}))
        heads.push_back(
            {row.integer(0), {row.integer(1), digest_in(row, 2)}, row.time(3), row.bytes(4)});
    return heads;
}

std::int64_t read_newest_day(store::Reader& reader) {
    return reader.query("SELECT COALESCE(MAX(day), -1) FROM journal_head", {}).front().integer(0);
}

bool append_head(store::Transaction& tx, const Head& head) {
    return tx.execute(
               "INSERT INTO journal_head (day, position, digest, signed_at, signature)"
               " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (day) DO NOTHING",
               {head.day, head.end.position, BytesView{head.end.digest}, head.signed_at,
                head.signature}) == 1;
}

std::vector<Newest> read_newest(store::Reader& reader, std::int64_t account, int accounts_max) {
    std::vector<Newest> newest;
    for (const auto& row :
         reader.query("SELECT guard.account_id, guard.journal_head, line.line_id IS NOT NULL"
                      " FROM guard LEFT JOIN journal line ON line.line_id = guard.journal_head"
                      " WHERE guard.account_id > $1 ORDER BY guard.account_id LIMIT $2",
                      {account, accounts_max}))
        newest.push_back({row.integer(0), row.integer(1), row.boolean(2)});
    return newest;
}

Unsealed read_unsealed(store::Reader& reader, std::int64_t upto_id) {
    Unsealed unsealed;
    unsealed.lines = reader.query("SELECT COUNT(*) FROM journal WHERE line_id > $1", {upto_id})
                         .front()
                         .integer(0);
    const auto oldest = reader.query(
        "SELECT at FROM journal WHERE line_id > $1 ORDER BY line_id LIMIT 1", {upto_id});
    if (!oldest.empty()) unsealed.since = oldest.front().time(0);
    return unsealed;
}

}  // namespace sparekey::journal
