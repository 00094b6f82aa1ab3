#include "operators/repeat_table.h"

namespace sparekey::operators {
namespace {

// One that is older than it is kept for gives way to the new one.
const store::Save upsert{
    "INSERT INTO operator_answer (account_id, key_digest, request_digest, sealed, made_at) "
    "SELECT $1, $3, $4, $5, $6 WHERE @won "
    "ON CONFLICT (account_id, key_digest) DO UPDATE SET request_digest = excluded.request_digest, "
    "sealed = excluded.sealed, made_at = excluded.made_at"};

}  // namespace

const store::Load load_answer{
    "SELECT request_digest, sealed, made_at FROM operator_answer "
    "WHERE account_id = $1 AND key_digest = $2"};

KeptAnswer answer_at(const store::Row& row, std::size_t first) {
    return {row.bytes(first), row.bytes(first + 1), row.time(first + 2)};
}

std::optional<KeptAnswer> read_answer(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return answer_at(rows.front(), 0);
}

store::SaveCall save_answer_row(const Repeat& repeat, Bytes sealed, Time now) {
    return {upsert, {repeat.key_digest, repeat.request_digest, std::move(sealed), now}};
}

}  // namespace sparekey::operators
