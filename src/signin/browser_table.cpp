#include "signin/browser.h"

namespace sparekey::signin {
namespace {

const store::Save upsert{
    "INSERT INTO browser (account_id, browser_digest, known_since, seen_at, budgets, relief_tries, "
    "relief_until) "
    "SELECT $1, $3, $4, $5, $6, $7, $8 WHERE @won "
    "ON CONFLICT (account_id, browser_digest) DO UPDATE SET known_since = excluded.known_since, "
    "seen_at = excluded.seen_at, budgets = excluded.budgets, relief_tries = excluded.relief_tries, "
    "relief_until = excluded.relief_until"};
const store::Save remove_others{
    "DELETE FROM browser WHERE account_id = $1 AND browser_digest <> $3 AND @won"};

}  // namespace

const store::Load load_browser{
    "SELECT browser_digest, known_since, seen_at, budgets, relief_tries, relief_until FROM browser "
    "WHERE account_id = $1 AND browser_digest = $2"};

std::optional<Browser> read_browser(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return Browser{row.bytes(0),
                   row.time(1),
                   row.time(2),
                   guard::budgets_of(row.bytes(3)),
                   static_cast<int>(row.integer(4)),
                   row.time(5)};
}

store::SaveCall save_browser(const Browser& browser) {
    return {upsert,
            {browser.digest, browser.known_since, browser.seen_at, browser.budgets.encode(),
             browser.relief, browser.relief_until}};
}

store::SaveCall forget_other_browsers(BytesView digest) {
    return {remove_others, {digest}, store::any_rows};
}

}  // namespace sparekey::signin
