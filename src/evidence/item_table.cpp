#include "evidence/item_table.h"

#include <algorithm>
#include <bit>

#include "base/failure.h"

namespace sparekey::evidence {
namespace {

const store::Load load_rows{
    "SELECT item_id, kind, version, round, captured, media, status, at, octets, sha256, width, "
    "height, advice, picture_hash, duration_ms, probe FROM evidence_item "
    "WHERE account_id = $1 AND appeal_id = $2 ORDER BY at, item_id"};
const store::Load load_rows_of_account{
    "SELECT item_id, kind, version, round, captured, media, status, at, octets, sha256, width, "
    "height, advice, picture_hash, duration_ms, probe FROM evidence_item "
    "WHERE account_id = $1 ORDER BY at, item_id"};
const store::Save insert_row{
    "INSERT INTO evidence_item (account_id, appeal_id, item_id, kind, version, round, captured, "
    "media, status, at, octets, sha256, width, height, advice, picture_hash, duration_ms, probe) "
    "SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19 "
    "WHERE @won"};
const store::Save update_row{
    "UPDATE evidence_item SET status = $5, octets = $6, sha256 = $7, width = $8, height = $9, "
    "advice = $10, picture_hash = $11, duration_ms = $12, probe = $13 "
    "WHERE account_id = $1 AND appeal_id = $3 AND item_id = $4 AND @won"};
const store::Save set_row_status{
    "UPDATE evidence_item SET status = $5 "
    "WHERE account_id = $1 AND appeal_id = $3 AND item_id = $4 AND @won"};
const store::Save delete_row{
    "DELETE FROM evidence_item "
    "WHERE account_id = $1 AND appeal_id = $3 AND item_id = $4 AND @won"};
const store::Save delete_rows{
    "DELETE FROM evidence_item WHERE account_id = $1 AND appeal_id = $3 AND @won"};

const store::Load load_chunk_rows{
    "SELECT number, octets, sha256, at FROM evidence_chunk "
    "WHERE account_id = $1 AND appeal_id = $2 AND item_id = $3 ORDER BY number"};
const store::Save insert_chunk_row{
    "INSERT INTO evidence_chunk (account_id, appeal_id, item_id, number, octets, sha256, at) "
    "SELECT $1, $3, $4, $5, $6, $7, $8 WHERE @won"};
const store::Save delete_item_chunks{
    "DELETE FROM evidence_chunk "
    "WHERE account_id = $1 AND appeal_id = $3 AND item_id = $4 AND @won"};
const store::Save delete_chunk_rows{
    "DELETE FROM evidence_chunk WHERE account_id = $1 AND appeal_id = $3 AND @won"};

template <class Value>
Value known(std::optional<Value> value) {
    if (!value) throw Failure{Failure::Kind::broken, "evidence_item cannot be read"};
    return *value;
}

crypto::Digest digest_in(const Bytes& octets) {
    crypto::Digest digest{};
    if (octets.size() != digest.size())
        throw Failure{Failure::Kind::broken, "an evidence digest cannot be read"};
    std::ranges::copy(octets, digest.begin());
    return digest;
}

Item item_of(const store::Row& row) {
    Item item;
    item.id = row.id<ItemId>(0);
    item.kind = known(parse_kind(row.text(1)));
    item.version = row.integer(2);
    item.round = row.integer(3);
    item.captured = known(parse_captured(row.text(4)));
    item.media = known(parse_media(row.text(5)));
    item.status = known(parse_status(row.text(6)));
    item.at = row.time(7);
    item.octets = row.integer(8);
    item.sha256 = digest_in(row.bytes(9));
    item.width = row.integer(10);
    item.height = row.integer(11);
    item.advice = known(parse_advice(row.text(12)));
    if (!row.is_null(13)) item.picture_hash = std::bit_cast<std::uint64_t>(row.integer(13));
    item.duration = std::chrono::milliseconds{row.integer(14)};
    item.probe = row.text(15);
    return item;
}

store::Value hash_value(const Item& item) {
    if (!item.picture_hash) return store::Null{};
    return std::bit_cast<std::int64_t>(*item.picture_hash);
}

}  // namespace

store::LoadCall load_items(AppealId appeal) { return {load_rows, {appeal}}; }
store::LoadCall load_all_items() { return load_rows_of_account; }

std::vector<Item> read_items(const store::Rows& rows) {
    std::vector<Item> items;
    items.reserve(rows.size());
    for (const auto& row : rows) items.push_back(item_of(row));
    return items;
}

store::SaveCall insert_item(AppealId appeal, const Item& item) {
    return {insert_row,
            {appeal, item.id, slug(item.kind), item.version, item.round, slug(item.captured),
             media_type(item.media), slug(item.status), item.at, item.octets,
             BytesView{item.sha256}, item.width, item.height, advice_text(item.advice),
             hash_value(item), static_cast<std::int64_t>(item.duration.count()), item.probe}};
}

store::SaveCall update_item(AppealId appeal, const Item& item) {
    return {update_row,
            {appeal, item.id, slug(item.status), item.octets, BytesView{item.sha256}, item.width,
             item.height, advice_text(item.advice), hash_value(item),
             static_cast<std::int64_t>(item.duration.count()), item.probe}};
}

store::SaveCall set_status(AppealId appeal, ItemId item, Status status) {
    return {set_row_status, {appeal, item, slug(status)}};
}

std::vector<store::SaveCall> delete_item(AppealId appeal, ItemId item) {
    return {{delete_item_chunks, {appeal, item}, store::any_rows}, {delete_row, {appeal, item}}};
}

std::vector<store::SaveCall> delete_items(AppealId appeal) {
    return {{delete_chunk_rows, {appeal}, store::any_rows},
            {delete_rows, {appeal}, store::any_rows}};
}

std::vector<Waiting> find_waiting(store::Reader& reader, int max) {
    std::vector<Waiting> waiting;
    for (const auto& row :
         reader.query("SELECT account_id, appeal_id, item_id, version FROM evidence_item WHERE "
                      "status = 'checking' ORDER BY at LIMIT $1",
                      {max})) {
        waiting.push_back(
            {{row.id<AccountId>(0), row.id<AppealId>(1)}, row.id<ItemId>(2), row.integer(3)});
    }
    return waiting;
}

store::LoadCall load_chunks(AppealId appeal, ItemId item) {
    return {load_chunk_rows, {appeal, item}};
}

std::vector<Chunk> read_chunks(const store::Rows& rows) {
    std::vector<Chunk> chunks;
    chunks.reserve(rows.size());
    for (const auto& row : rows)
        chunks.push_back({row.integer(0), row.integer(1), digest_in(row.bytes(2)), row.time(3)});
    return chunks;
}

store::SaveCall insert_chunk(AppealId appeal, ItemId item, const Chunk& chunk) {
    return {insert_chunk_row,
            {appeal, item, chunk.number, chunk.octets, BytesView{chunk.sha256}, chunk.at}};
}

}  // namespace sparekey::evidence
