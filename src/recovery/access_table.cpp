#include <array>

#include "base/failure.h"
#include "recovery/access.h"

namespace sparekey::recovery {
namespace {

constexpr std::array<std::string_view, 4> slugs{"browser", "phone", "join", "reset"};

AccessKind kind_of(std::string_view text) {
    for (std::size_t i = 0; i < slugs.size(); ++i) {
        if (slugs.at(i) == text) return static_cast<AccessKind>(i);
    }
    throw Failure{Failure::Kind::broken, "appeal_token.kind cannot be read"};
}

const store::Load load_token{
    "SELECT appeal_id, kind, made_at, expires_at FROM appeal_token WHERE account_id = $1 AND "
    "token_digest = $2"};
const store::Save insert_token{
    "INSERT INTO appeal_token (account_id, token_digest, appeal_id, kind, made_at, expires_at) "
    "SELECT $1, $3, $4, $5, $6, $7 WHERE @won"};
const store::Save delete_token{
    "DELETE FROM appeal_token WHERE account_id = $1 AND token_digest = $3 AND @won"};
const store::Save delete_tokens{
    "DELETE FROM appeal_token WHERE account_id = $1 AND appeal_id = $3 AND kind = $4 AND @won"};

const store::Save delete_all{"DELETE FROM appeal_token WHERE account_id = $1 AND @won"};

}  // namespace

std::string_view slug(AccessKind kind) { return slugs.at(static_cast<std::size_t>(kind)); }

store::LoadCall access_of(const account::Token& token) { return {load_token, {token.digest()}}; }

std::optional<Access> read_access(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return Access{row.id<AppealId>(0), kind_of(row.text(1)), row.time(2), row.time(3)};
}

store::SaveCall save_access(const account::Token& token, const Access& access) {
    return {insert_token,
            {token.digest(), access.appeal, slug(access.kind), access.made_at, access.expires_at}};
}
store::SaveCall spend_access(const account::Token& token) {
    return {delete_token, {token.digest()}};
}
store::SaveCall end_access(AppealId appeal, AccessKind kind) {
    return {delete_tokens, {appeal, slug(kind)}, store::any_rows};
}
store::SaveCall end_all_access() { return {delete_all, {}, store::any_rows}; }

}  // namespace sparekey::recovery
