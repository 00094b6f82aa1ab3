#include "recovery/reset_link_table.h"

namespace sparekey::recovery {
namespace {

const store::Load load_link{
    "SELECT appeal_id, sent_at, expires_at, used_at, revoked_at, tries FROM reset_link WHERE "
    "account_id = $1 AND token_digest = $2"};
const store::Save spend{
    "UPDATE reset_link SET used_at = $4 WHERE account_id = $1 AND appeal_id = $3 AND used_at = 0 "
    "AND revoked_at = 0 AND expires_at > $4 AND @won"};
const store::Save charge{
    "UPDATE reset_link SET tries = tries + 1 WHERE account_id = $1 AND token_digest = $3 AND tries "
    "= $4 AND @won"};
const store::Save revoke{
    "UPDATE reset_link SET revoked_at = $4 WHERE account_id = $1 AND appeal_id = $3 AND used_at = "
    "0 AND revoked_at = 0 AND @won"};

// Two passes that count, by two people, over the evidence as it is now, a video in it; a lead among
// them where one is needed; both old enough; no open contest; the account frozen by this appeal;
// the notices of its submission no longer on their way, and long enough ago.
constexpr std::string_view insert_where =
    "INSERT INTO reset_link (account_id, token_digest, appeal_id, sent_at, expires_at) "
    "SELECT a.account_id, $3, a.appeal_id, $4, $5 "
    "FROM appeal AS a WHERE a.account_id = $1 AND a.appeal_id = $2 AND a.ended_at = 0 "
    "AND a.waiting = FALSE AND a.was_reset = FALSE AND a.in_redress = FALSE AND a.has_video = TRUE "
    "AND a.frozen_since > 0 AND CAST($8 AS BOOLEAN) = TRUE "
    "AND a.submitted_at > 0 AND a.submitted_at <= CAST($7 AS BIGINT) "
    "AND (SELECT COUNT(DISTINCT p.staff_id) FROM appeal_pass AS p WHERE p.account_id = $1 AND "
    "p.appeal_id = $2 AND p.voided_at = 0 AND p.evidence_digest = a.evidence_digest) >= CAST($9 "
    "AS BIGINT) "
    "AND NOT EXISTS (SELECT 1 FROM appeal_pass AS p WHERE p.account_id = $1 AND p.appeal_id = $2 "
    "AND p.voided_at = 0 AND p.evidence_digest <> a.evidence_digest) "
    "AND (SELECT MIN(p.at) FROM appeal_pass AS p WHERE p.account_id = $1 AND p.appeal_id = $2 AND "
    "p.voided_at = 0) <= CAST($6 AS BIGINT) "
    "AND ((a.pending_password = FALSE AND a.contact_is_new = FALSE AND a.flagged = FALSE AND "
    "a.was_escalated = FALSE AND a.over_budget = FALSE) OR EXISTS (SELECT 1 FROM appeal_pass AS p "
    "WHERE p.account_id = $1 AND p.appeal_id = $2 AND p.voided_at = 0 AND p.seat = 'lead')) "
    "AND NOT EXISTS (SELECT 1 FROM appeal_contest AS c WHERE c.account_id = $1 AND c.appeal_id = "
    "$2 AND c.closed_at = 0) "
    "AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.account_id = $1 AND o.kind = "
    "'appeal_submitted' AND (o.state = 'waiting' OR (o.state = 'sent' AND o.claimed_until > "
    "CAST($7 AS BIGINT)))) "
    "AND NOT EXISTS (SELECT 1 FROM reset_link AS l WHERE l.account_id = $1 AND l.appeal_id = $2 "
    "AND l.used_at = 0 AND l.revoked_at = 0)";

ResetLink link_of(const store::Row& row) {
    return {row.id<AppealId>(0), row.time(1), row.time(2),
            row.time(3),         row.time(4), static_cast<int>(row.integer(5))};
}

}  // namespace

store::LoadCall reset_link_of(const account::Token& token) { return {load_link, {token.digest()}}; }

const store::Load load_reset_links{
    "SELECT appeal_id, sent_at, expires_at, used_at, revoked_at, tries FROM reset_link WHERE "
    "account_id = $1 ORDER BY sent_at DESC LIMIT 16"};

std::optional<ResetLink> read_reset_link(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return link_of(rows.front());
}

std::optional<ResetLink> read_alive_link(const store::Rows& rows, AppealId appeal, Time now) {
    for (const auto& row : rows) {
        auto link = link_of(row);
        if (link.appeal == appeal && link.alive(now)) return link;
    }
    return std::nullopt;
}

store::SaveCall spend_reset_link(AppealId appeal, Time now) { return {spend, {appeal, now}}; }
store::SaveCall charge_reset_link(const account::Token& token, const ResetLink& loaded) {
    return {charge, {token.digest(), loaded.tries}};
}
store::SaveCall revoke_links(AppealId appeal, Time now) {
    return {revoke, {appeal, now}, store::any_rows};
}

bool insert_reset_link(store::Transaction& tx, const LinkAsked& asked) {
    return tx.execute(insert_where, {asked.who, asked.appeal, asked.token_digest, asked.now,
                                     asked.expires_at, asked.first_pass_before,
                                     asked.notices_before, asked.frozen_now, asked.people_min}) ==
           1;
}

}  // namespace sparekey::recovery
