#include <algorithm>

#include "account/address_table.h"
#include "account/decoys.h"

namespace sparekey::account {

std::vector<AccountId> missing_decoys(store::Reader& reader) {
    const auto there =
        reader.query("SELECT account_id FROM guard WHERE account_id BETWEEN 1 AND $1", {decoys});
    std::vector<AccountId> missing;
    for (std::int64_t id = 1; id <= decoys; ++id) {
        const auto is_it = [id](const store::Row& row) { return row.integer(0) == id; };
        if (std::ranges::none_of(there, is_it)) missing.push_back(AccountId{id});
    }
    return missing;
}

}  // namespace sparekey::account
