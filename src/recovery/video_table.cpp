#include "recovery/video_table.h"

#include <algorithm>

#include "base/failure.h"

namespace sparekey::recovery {
namespace {

const store::Load load_takes{
    "SELECT take, item_id, round, script, opened_at, chunks, octets, digest, media, last_chunk_at, "
    "dropped FROM appeal_take WHERE account_id = $1 AND appeal_id = $2 ORDER BY take"};
const store::Save insert_row{
    "INSERT INTO appeal_take (account_id, appeal_id, take, item_id, round, script, opened_at, "
    "digest) SELECT $1, $3, $4, $5, $6, $7, $8, $9 WHERE @won"};
const store::Save grow_row{
    "UPDATE appeal_take SET chunks = $5, octets = $6, digest = $7, media = $8, last_chunk_at = $9 "
    "WHERE account_id = $1 AND appeal_id = $3 AND take = $4 AND chunks = $5 - 1 AND NOT dropped "
    "AND @won"};
const store::Save drop_row{
    "UPDATE appeal_take SET dropped = TRUE "
    "WHERE account_id = $1 AND appeal_id = $3 AND take = $4 AND @won"};

[[noreturn]] void broken() { throw Failure{Failure::Kind::broken, "appeal_take cannot be read"}; }

std::optional<evidence::Media> media_in(const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto media = evidence::parse_media(text);
    if (!media) broken();
    return media;
}

crypto::Digest digest_in(const Bytes& octets) {
    crypto::Digest digest{};
    if (octets.size() != digest.size()) broken();
    std::ranges::copy(octets, digest.begin());
    return digest;
}

}  // namespace

store::LoadCall takes_of(AppealId appeal) { return {load_takes, {appeal}}; }

std::vector<Take> read_takes(const store::Rows& rows) {
    std::vector<Take> takes;
    for (const auto& row : rows) {
        Take take;
        take.number = row.integer(0);
        take.item = row.id<evidence::ItemId>(1);
        take.round = row.integer(2);
        take.script = parse_script(row.text(3));
        take.opened_at = row.time(4);
        take.chunks = row.integer(5);
        take.octets = row.integer(6);
        take.digest = digest_in(row.bytes(7));
        take.media = media_in(row.text(8));
        take.last_chunk_at = row.time(9);
        take.dropped = row.boolean(10);
        takes.push_back(std::move(take));
    }
    return takes;
}

store::SaveCall insert_take(AppealId appeal, const Take& take) {
    return {insert_row,
            {appeal, take.number, take.item, take.round, to_json(take.script), take.opened_at,
             BytesView{take.digest}}};
}

store::SaveCall grow_take(AppealId appeal, const Take& after) {
    return {grow_row,
            {appeal, after.number, after.chunks, after.octets, BytesView{after.digest},
             evidence::media_type(*after.media), after.last_chunk_at}};
}

store::SaveCall drop_take(AppealId appeal, const Take& take) {
    return {drop_row, {appeal, take.number}};
}

}  // namespace sparekey::recovery
