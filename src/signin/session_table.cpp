#include "base/failure.h"
#include "signin/session.h"

namespace sparekey::signin {
namespace {

Method method_of(std::string_view text) {
    for (const auto method :
         {Method::password, Method::authenticator, Method::backup_code, Method::reset}) {
        if (slug(method) == text) return method;
    }
    throw Failure{Failure::Kind::broken, "session.method cannot be read"};
}

Session read_row(const store::Row& row) {
    return {row.bytes(0),
            row.id<SessionId>(1),
            static_cast<int>(row.integer(2)),
            method_of(row.text(3)),
            row.time(4),
            row.time(5),
            row.time(6),
            row.bytes(7),
            row.text(8),
            row.text(9)};
}

const store::Save insert{
    "INSERT INTO session (account_id, token_digest, session_id, level, method, created_at, "
    "seen_at, proven_at, "
    "browser_digest, client, agent) SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 WHERE "
    "@won"};
const store::Save touch{
    "UPDATE session SET seen_at = $4 WHERE account_id = $1 AND token_digest = $3 AND level > 0 AND "
    "@won"};
const store::Save remove{
    "DELETE FROM session WHERE account_id = $1 AND token_digest = $3 AND level > 0 AND @won"};
const store::Save remove_by_id{
    "DELETE FROM session WHERE account_id = $1 AND session_id = $3 AND level > 0 AND @won"};
const store::Save remove_all{"DELETE FROM session WHERE account_id = $1 AND level > 0 AND @won"};
const store::Save remove_others{
    "DELETE FROM session WHERE account_id = $1 AND session_id <> $3 AND level > 0 AND @won"};

}  // namespace

const store::Load load_session{
    "SELECT token_digest, session_id, level, method, created_at, seen_at, proven_at, "
    "browser_digest, client, agent "
    "FROM session WHERE account_id = $1 AND token_digest = $2 AND level > 0"};
const store::Load load_sessions{
    "SELECT token_digest, session_id, level, method, created_at, seen_at, proven_at, "
    "browser_digest, client, agent "
    "FROM session WHERE account_id = $1 AND level > 0 ORDER BY seen_at DESC, session_id"};

std::vector<Session> read_sessions(const store::Rows& rows) {
    std::vector<Session> all;
    all.reserve(rows.size());
    for (const auto& row : rows) all.push_back(read_row(row));
    return all;
}

std::optional<Session> read_session(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return read_row(rows.front());
}

store::SaveCall save_session(const Session& session) {
    return {insert,
            {session.token_digest, session.id, session.level, slug(session.method),
             session.created_at, session.seen_at, session.proven_at, session.browser_digest,
             session.client, session.agent}};
}

store::SaveCall touch_session(const Session& session, Time now) {
    return {touch, {session.token_digest, now}};
}

store::SaveCall end_session(BytesView token_digest) { return {remove, {token_digest}}; }

store::SaveCall end_session_by_id(SessionId id) { return {remove_by_id, {id}}; }

store::SaveCall end_all_sessions() { return {remove_all, {}, store::any_rows}; }

store::SaveCall end_other_sessions(SessionId kept) {
    return {remove_others, {kept}, store::any_rows};
}

}  // namespace sparekey::signin
