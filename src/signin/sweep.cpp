#include "signin/sweep.h"

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
        SWEEP(challenge, created_at, 5 * minute),
        SWEEP(enrolment, started_at, 10 * minute),
        SWEEP(mailed_code, made_at, 15 * minute),
        SWEEP(sign_up, made_at, 15 * minute),
        SWEEP(link, expires_at, Duration{}),
        SWEEP(generation, keep_until, Duration{}),
        SWEEP(browser, seen_at, 400 * day),  // As long as its cookie.
    };
}

Awaitable<Swept> sweep_some(const account::Services& services, const Sweep& sweep, AccountId from,
                            Time now) {
    const Time over = now - sweep.kept;
    std::function<std::vector<AccountId>(store::Reader&)> find = [&](store::Reader& reader) {
        std::vector<AccountId> found;
        const auto rows = reader.query(sweep.find, {from, over, std::int64_t{swept_accounts_max}});
        for (const auto& row : rows) found.push_back(row.id<AccountId>(0));
        return found;
    };
    const auto accounts = co_await services.db.read<std::vector<AccountId>>(std::move(find));

    Swept swept;
    for (const auto who : accounts) {
        std::function<bool(store::Transaction&)> remove = [&](store::Transaction& tx) {
            tx.execute(sweep.remove, {who, over});
            return true;
        };
        co_await services.db.transact<bool>(who, std::move(remove));
        swept.next = who;
        ++swept.accounts;
    }
    co_return swept;
}

}  // namespace sparekey::signin
