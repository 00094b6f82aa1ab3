#include "signin/sweep_table.h"

#include "account/address_table.h"

namespace sparekey::signin {
namespace {

constexpr Duration minute = std::chrono::minutes{1};
constexpr Duration day = std::chrono::days{1};

// The store keeps prepared statements by their text, so they are literals.
#define SWEEP(table, column, lives)                                                         \
    Sweep {                                                                                 \
#table,                                                                             \
            "SELECT DISTINCT account_id FROM " #table " WHERE account_id > $1 AND " #column \
            " < $2 ORDER BY account_id LIMIT $3",                                           \
            "DELETE FROM " #table " WHERE account_id = $1 AND " #column " < $2",            \
            lives + swept_after                                                             \
    }

}  // namespace

std::vector<Sweep> sweeps(const account::Settings& settings) {
    return {
        SWEEP(session, seen_at, settings.session_idle),
        SWEEP(session, created_at, settings.session_absolute),
        Sweep{"challenge",
              "SELECT DISTINCT account_id FROM session WHERE account_id > $1 AND level = 0 AND "
              "created_at < $2 ORDER BY account_id LIMIT $3",
              "DELETE FROM session WHERE account_id = $1 AND level = 0 AND created_at < $2",
              5 * minute + swept_after},
        SWEEP(enrolment, started_at, 10 * minute),
        SWEEP(stolen_report, made_at, 15 * minute),
        SWEEP(mailed_code, made_at, 15 * minute),
        SWEEP(sign_up, made_at, 15 * minute),
        SWEEP(link, expires_at, Duration{}),
        SWEEP(appeal_token, expires_at, Duration{}),
        SWEEP(operator_answer, made_at, day),
        SWEEP(generation, keep_until, Duration{}),
        SWEEP(browser, seen_at, 400 * day),  // As long as its cookie.
        // A removed address leaves the index when it no longer hears of the account, unless it is
        // in use again, or was and hears of it still.
        Sweep{
            "email_index",
            "SELECT DISTINCT a.account_id FROM address AS a JOIN email_index AS e ON "
            "e.email_digest = a.email_digest AND e.account_id = a.account_id WHERE "
            "a.account_id > $1 AND a.removed_at > 0 AND a.removed_at < $2 AND NOT EXISTS "
            "(SELECT 1 FROM address AS b WHERE b.account_id = a.account_id AND "
            "b.email_digest = a.email_digest AND (b.removed_at = 0 OR b.removed_at >= $2)) ORDER "
            "BY "
            "a.account_id LIMIT $3",
            "DELETE FROM email_index WHERE account_id = $1 AND email_digest IN (SELECT "
            "a.email_digest FROM address AS a WHERE a.account_id = $1 AND a.removed_at > 0 AND "
            "a.removed_at < $2 AND NOT EXISTS (SELECT 1 FROM address AS b WHERE b.account_id = $1 "
            "AND b.email_digest = a.email_digest AND (b.removed_at = 0 OR b.removed_at >= $2)))",
            account::removed_hears_for},
        // Then the address itself; not before, or nothing would find its place in the index.
        Sweep{
            "address",
            "SELECT DISTINCT a.account_id FROM address AS a WHERE a.account_id > $1 AND "
            "a.removed_at > 0 AND a.removed_at < $2 AND (NOT EXISTS (SELECT 1 FROM email_index AS "
            "e WHERE e.email_digest = a.email_digest AND e.account_id = a.account_id) OR EXISTS "
            "(SELECT 1 FROM address AS b WHERE b.account_id = a.account_id AND b.email_digest = "
            "a.email_digest AND (b.removed_at = 0 OR b.removed_at >= $2))) ORDER BY a.account_id "
            "LIMIT $3",
            "DELETE FROM address AS a WHERE a.account_id = $1 AND a.removed_at > 0 AND "
            "a.removed_at < $2 AND (NOT EXISTS (SELECT 1 FROM email_index AS e WHERE "
            "e.email_digest = a.email_digest AND e.account_id = $1) OR EXISTS (SELECT 1 FROM "
            "address AS b WHERE b.account_id = $1 AND b.email_digest = a.email_digest AND "
            "(b.removed_at = 0 OR b.removed_at >= $2)))",
            account::removed_hears_for},
    };
}

}  // namespace sparekey::signin
