#include "base/failure.h"
#include "factor/backup_codes.h"
#include "factor/codes_left.h"

namespace sparekey::factor {

const store::Load load_codes_left{
    "SELECT used_at FROM backup_codes WHERE account_id = $1 AND withdrawn_at = 0"};

int read_codes_left(const store::Rows& rows) {
    return rows.empty() ? 0 : codes_left(rows.front().bytes(0));
}

int codes_left(BytesView used_at) {
    int left = 0;
    for (std::size_t i = 0; i < codes_count; ++i) {
        const auto used = read_u64(used_at, i * 8);
        if (!used) throw Failure{Failure::Kind::broken, "a set of backup codes cannot be read"};
        left += *used == 0 ? 1 : 0;
    }
    return left;
}

}  // namespace sparekey::factor
