#include "account/link.h"

#include "base/failure.h"

namespace sparekey::account {
namespace {

std::string_view slug(LinkPurpose purpose) {
    switch (purpose) {
    case LinkPurpose::reset_password: return "reset_password";
    case LinkPurpose::relief: return "relief";
    case LinkPurpose::not_me: return "not_me";
    case LinkPurpose::contest: return "contest";
    case LinkPurpose::staff_invitation: return "staff_invitation";
    }
    return "";
}

LinkPurpose purpose_of(std::string_view text) {
    using enum LinkPurpose;
    for (const auto purpose : {reset_password, relief, not_me, contest, staff_invitation}) {
        if (slug(purpose) == text) return purpose;
    }
    throw Failure{Failure::Kind::broken, "link.purpose cannot be read"};
}

const store::Save insert{
    "INSERT INTO link (account_id, token_digest, purpose, made_at, expires_at, detail) "
    "SELECT $1, $3, $4, $5, $6, $7 WHERE @won"};
const store::Save spend{
    "UPDATE link SET used_at = $4 WHERE account_id = $1 AND token_digest = $3 AND used_at = 0 AND "
    "@won"};
const store::Save charge{
    "UPDATE link SET tries = tries + 1 WHERE account_id = $1 AND token_digest = $3 AND @won"};
const store::Save stop{
    "UPDATE link SET used_at = $4 WHERE account_id = $1 AND purpose = $3 AND used_at = 0 AND @won"};

}  // namespace

const store::Load load_link{
    "SELECT purpose, made_at, expires_at, used_at, tries, detail FROM link WHERE account_id = $1 "
    "AND token_digest = $2"};

store::LoadCall link_of(const Token& token) { return {load_link, {token.digest()}}; }

std::optional<Link> read_link(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return Link{purpose_of(row.text(0)),          row.time(1), row.time(2), row.time(3),
                static_cast<int>(row.integer(4)), row.text(5)};
}

store::SaveCall save_link(const Token& token, LinkPurpose purpose, Time now, Duration lives,
                          std::string detail) {
    return {insert, {token.digest(), slug(purpose), now, Time{now + lives}, std::move(detail)}};
}

store::SaveCall spend_link(const Token& token, Time now) { return {spend, {token.digest(), now}}; }

store::SaveCall charge_link(const Token& token) { return {charge, {token.digest()}}; }

store::SaveCall stop_links(LinkPurpose purpose, Time now) {
    return {stop, {slug(purpose), now}, store::any_rows};
}

}  // namespace sparekey::account
