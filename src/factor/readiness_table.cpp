#include "factor/readiness.h"

namespace sparekey::factor {
namespace {

const store::Save update{
    "UPDATE account SET key_written_at = $3, codes_written_at = $4, drill_due_at = $5 "
    "WHERE account_id = $1 AND @won"};

}  // namespace

const store::Load load_written{
    "SELECT key_written_at, codes_written_at, drill_due_at FROM account WHERE account_id = $1"};

Written read_written(const store::Rows& rows) {
    if (rows.empty()) return {};
    const auto& row = rows.front();
    return {row.time(0), row.time(1), row.time(2)};
}

store::SaveCall save_written(const Written& next) {
    return {update, {next.key_at, next.codes_at, next.drill_due_at}};
}

}  // namespace sparekey::factor
