#include "operators/by_code_table.h"

#include "factor/codes_left.h"
#include "operators/repeat_table.h"

namespace sparekey::operators {
namespace {

const store::Load load_row{
    "SELECT o.closed_at, c.used_at, "
    "a.version, a.sealed_key, a.enabled_at, a.suspended_until, "
    "b.browser_digest, b.known_since, b.seen_at, b.budgets, b.relief_tries, b.relief_until, "
    "r.request_digest, r.sealed, r.made_at "
    "FROM guard AS g "
    "LEFT JOIN account AS o ON o.account_id = g.account_id "
    "LEFT JOIN authenticator AS a ON a.account_id = g.account_id "
    "LEFT JOIN backup_codes AS c ON c.account_id = g.account_id AND c.withdrawn_at = 0 "
    "LEFT JOIN browser AS b ON b.account_id = g.account_id AND b.browser_digest = $2 "
    "LEFT JOIN operator_answer AS r ON r.account_id = g.account_id AND r.key_digest = $3 "
    "WHERE g.account_id = $1"};

// In the order of the statement.
enum Column : std::size_t {
    closed_at,
    codes_used_at,
    authenticator,
    browser = authenticator + 4,
    answer = browser + 6,
};

}  // namespace

store::LoadCall load_asked(BytesView browser_digest, BytesView key_digest) {
    return {load_row, {browser_digest, key_digest}};
}

Asked read_asked(const store::Rows& rows, const std::optional<store::Guard>& guard) {
    Asked found;
    if (rows.empty() || !guard) return found;
    const auto& row = rows.front();
    found.there = !row.is_null(closed_at) && row.time(closed_at) == Time{};
    if (!row.is_null(codes_used_at))
        found.codes_left = factor::codes_left(row.bytes(codes_used_at));
    if (!row.is_null(authenticator)) {
        found.authenticator = factor::Authenticator{
            row.integer(authenticator), row.bytes(authenticator + 1), guard->last_step,
            row.time(authenticator + 2), row.time(authenticator + 3)};
    }
    if (!row.is_null(browser)) {
        found.browser = signin::Browser{row.bytes(browser),
                                        row.time(browser + 1),
                                        row.time(browser + 2),
                                        guard::budgets_of(row.bytes(browser + 3)),
                                        static_cast<int>(row.integer(browser + 4)),
                                        row.time(browser + 5)};
    }
    if (!row.is_null(answer)) found.answer = answer_at(row, answer);
    return found;
}

}  // namespace sparekey::operators
