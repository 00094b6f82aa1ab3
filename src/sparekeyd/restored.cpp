#include "sparekeyd/restored.h"

#include <functional>

#include "base/run.h"
#include "otp/totp.h"

namespace sparekey::sparekeyd {
namespace {

// Clocks differ, so the code of the next step may have been used too.
constexpr otp::Step ahead = 1;

// The newest step that anybody can have used. An account without an authenticator keeps its 0.
constexpr std::string_view spend_steps =
    "UPDATE guard SET last_step = $1 WHERE last_step < $1 AND account_id IN (SELECT account_id "
    "FROM authenticator)";
constexpr std::string_view withdraw_codes =
    "UPDATE backup_codes SET withdrawn_at = $1 WHERE withdrawn_at = 0";
constexpr std::string_view end_sessions = "DELETE FROM session";

// What was given once and may have been taken; whoever needs it asks for it again. Links by which
// an owner contests stay: they only stop things.
constexpr std::string_view others[] = {
    "DELETE FROM mailed_code",   "DELETE FROM enrolment",    "DELETE FROM stolen_report",
    "DELETE FROM sign_up",       "DELETE FROM appeal_token", "DELETE FROM operator_answer",
    "DELETE FROM sync_approval",
};
constexpr std::string_view end_links =
    "UPDATE link SET used_at = $1 WHERE used_at = 0 AND purpose IN ('reset_password', 'relief', "
    "'staff_invitation')";
constexpr std::string_view revoke_reset_links =
    "UPDATE reset_link SET revoked_at = $1 WHERE used_at = 0 AND revoked_at = 0";
// Some may have been revoked since.
constexpr std::string_view revoke_keys =
    "UPDATE operator_key SET revoked_at = $1 WHERE revoked_at = 0";
constexpr std::string_view count_appeals = "SELECT COUNT(*) FROM appeal WHERE ended_at = 0";

}  // namespace

Restored end_what_may_have_ended(store::Database& db, Time now) {
    std::function<Restored(store::Transaction&)> end = [now](store::Transaction& tx) {
        Restored ended;
        ended.accounts = tx.execute(spend_steps, {otp::step_at(now) + ahead});
        ended.code_sets = tx.execute(withdraw_codes, {now});
        ended.sessions = tx.execute(end_sessions, {});
        for (const auto sql : others) tx.execute(sql, {});
        tx.execute(end_links, {now});
        tx.execute(revoke_reset_links, {now});
        tx.execute(revoke_keys, {now});
        ended.open_appeals = tx.query(count_appeals, {}).front().integer(0);
        return ended;
    };
    return run(db.transact(AccountId{}, std::move(end)));
}

}  // namespace sparekey::sparekeyd
