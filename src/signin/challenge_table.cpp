#include "signin/challenge.h"

namespace sparekey::signin {
namespace {

const store::Save insert{
    "INSERT INTO challenge (account_id, token_digest, created_at, tries, browser_digest, "
    "password_version) "
    "SELECT $1, $3, $4, $5, $6, $7 WHERE @won"};
const store::Save set_tries{
    "UPDATE challenge SET tries = $5 WHERE account_id = $1 AND token_digest = $3 AND tries = $4 "
    "AND @won"};
const store::Save remove{
    "DELETE FROM challenge WHERE account_id = $1 AND token_digest = $3 AND @won"};
const store::Save remove_all{"DELETE FROM challenge WHERE account_id = $1 AND @won"};

}  // namespace

const store::Load load_challenge{
    "SELECT token_digest, created_at, tries, browser_digest, password_version FROM challenge "
    "WHERE account_id = $1 AND token_digest = $2"};

std::optional<Challenge> read_challenge(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return Challenge{row.bytes(0), row.time(1), static_cast<int>(row.integer(2)), row.bytes(3),
                     row.integer(4)};
}

store::SaveCall save_challenge(const Challenge& challenge) {
    return {insert,
            {challenge.token_digest, challenge.created_at, challenge.tries,
             challenge.browser_digest, challenge.password_version}};
}

store::SaveCall charge_challenge(const Challenge& loaded) {
    return {set_tries, {loaded.token_digest, loaded.tries, loaded.tries + 1}};
}

store::SaveCall refund_challenge(const Challenge& loaded) {
    return {set_tries, {loaded.token_digest, loaded.tries, loaded.tries - 1}};
}

store::SaveCall spend_challenge(const Challenge& challenge) {
    return {remove, {challenge.token_digest}};
}

store::SaveCall end_all_challenges() { return {remove_all, {}, store::any_rows}; }

}  // namespace sparekey::signin
