#include "base/check.h"
#include "signin/challenge.h"

namespace sparekey::signin {
namespace {

// A challenge is a session of level 0. Each statement here names that level, and each of
// session_table.cpp the levels above it: a challenge's token opens nothing.
const store::Save insert{
    "INSERT INTO session (account_id, token_digest, session_id, level, method, created_at, "
    "seen_at, proven_at, browser_digest, client, agent, tries, password_version) "
    "SELECT $1, $3, $4, 0, 'password', $5, $5, $5, $6, '', '', $7, $8 WHERE @won"};
const store::Save set_tries{
    "UPDATE session SET tries = $5 WHERE account_id = $1 AND token_digest = $3 AND level = 0 AND "
    "tries = $4 AND @won"};
const store::Save raise{
    "UPDATE session SET token_digest = $4, session_id = $5, level = $6, method = $7, created_at = "
    "$8, seen_at = $8, proven_at = $8, browser_digest = $9, client = $10, agent = $11, tries = 0, "
    "password_version = 0 WHERE account_id = $1 AND token_digest = $3 AND level = 0 AND @won"};
const store::Save remove{
    "DELETE FROM session WHERE account_id = $1 AND token_digest = $3 AND level = 0 AND @won"};
const store::Save remove_all{"DELETE FROM session WHERE account_id = $1 AND level = 0 AND @won"};

}  // namespace

const store::Load load_challenge{
    "SELECT token_digest, created_at, tries, browser_digest, password_version FROM session "
    "WHERE account_id = $1 AND token_digest = $2 AND level = 0"};

std::optional<Challenge> read_challenge(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return Challenge{row.bytes(0), row.time(1), static_cast<int>(row.integer(2)), row.bytes(3),
                     row.integer(4)};
}

store::SaveCall save_challenge(const Challenge& challenge) {
    return {insert,
            {challenge.token_digest, random_id(), challenge.created_at, challenge.browser_digest,
             challenge.tries, challenge.password_version}};
}

store::SaveCall charge_challenge(const Challenge& loaded) {
    return {set_tries, {loaded.token_digest, loaded.tries, loaded.tries + 1}};
}

store::SaveCall refund_challenge(const Challenge& loaded) {
    return {set_tries, {loaded.token_digest, loaded.tries, loaded.tries - 1}};
}

store::SaveCall raise_challenge(const Challenge& challenge, const Session& session) {
    ENSURE(session.level > 0);
    return {raise,
            {challenge.token_digest, session.token_digest, session.id, session.level,
             slug(session.method), session.created_at, session.browser_digest, session.client,
             session.agent}};
}

store::SaveCall drop_challenge(const Challenge& challenge) {
    return {remove, {challenge.token_digest}};
}

store::SaveCall end_all_challenges() { return {remove_all, {}, store::any_rows}; }

}  // namespace sparekey::signin
