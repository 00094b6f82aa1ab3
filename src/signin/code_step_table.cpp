#include "signin/code_step_table.h"

#include "factor/codes_left.h"

namespace sparekey::signin {
namespace {

const store::Load load_row{
    "SELECT o.must_change_password, p.version, c.used_at, "
    "s.token_digest, s.created_at, s.tries, s.browser_digest, s.password_version, "
    "a.version, a.sealed_key, a.enabled_at, a.suspended_until, "
    "b.browser_digest, b.known_since, b.seen_at, b.budgets, b.relief_tries, b.relief_until "
    "FROM guard AS g "
    "LEFT JOIN account AS o ON o.account_id = g.account_id "
    "LEFT JOIN session AS s ON s.account_id = g.account_id AND s.token_digest = $2 AND s.level = 0 "
    "LEFT JOIN password AS p ON p.account_id = g.account_id "
    "LEFT JOIN authenticator AS a ON a.account_id = g.account_id "
    "LEFT JOIN backup_codes AS c ON c.account_id = g.account_id AND c.withdrawn_at = 0 "
    "LEFT JOIN browser AS b ON b.account_id = g.account_id AND b.browser_digest = $3 "
    "WHERE g.account_id = $1"};

// In the order of the statement.
enum Column : std::size_t {
    must_change_password,
    password_version,
    codes_used_at,
    challenge,
    authenticator = challenge + 5,
    browser = authenticator + 4,
};

std::optional<Challenge> challenge_of(const store::Row& row) {
    if (row.is_null(challenge)) return std::nullopt;
    return Challenge{row.bytes(challenge), row.time(challenge + 1),
                     static_cast<int>(row.integer(challenge + 2)), row.bytes(challenge + 3),
                     row.integer(challenge + 4)};
}

std::optional<factor::Authenticator> authenticator_of(const store::Row& row, otp::Step last_step) {
    if (row.is_null(authenticator)) return std::nullopt;
    return factor::Authenticator{row.integer(authenticator), row.bytes(authenticator + 1),
                                 last_step, row.time(authenticator + 2),
                                 row.time(authenticator + 3)};
}

std::optional<Browser> browser_of(const store::Row& row) {
    if (row.is_null(browser)) return std::nullopt;
    return Browser{row.bytes(browser),
                   row.time(browser + 1),
                   row.time(browser + 2),
                   guard::budgets_of(row.bytes(browser + 3)),
                   static_cast<int>(row.integer(browser + 4)),
                   row.time(browser + 5)};
}

}  // namespace

store::LoadCall load_second_step(const account::Token& token, BytesView browser_digest) {
    return {load_row, {token.digest(), browser_digest}};
}

SecondStep read_second_step(const store::Rows& rows, const std::optional<store::Guard>& guard) {
    SecondStep found;
    if (rows.empty() || !guard) return found;
    const auto& row = rows.front();
    if (!row.is_null(must_change_password))
        found.must_change_password = row.boolean(must_change_password);
    if (!row.is_null(password_version)) found.password_version = row.integer(password_version);
    if (!row.is_null(codes_used_at))
        found.codes_left = factor::codes_left(row.bytes(codes_used_at));
    found.challenge = challenge_of(row);
    found.authenticator = authenticator_of(row, guard->last_step);
    found.browser = browser_of(row);
    return found;
}

}  // namespace sparekey::signin
