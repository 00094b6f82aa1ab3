#include "base/failure.h"
#include "factor/authenticator.h"

namespace sparekey::factor {
namespace {

const store::Save upsert{
    "INSERT INTO authenticator (account_id, version, sealed_key, enabled_at, suspended_until) "
    "SELECT $1, $3, $4, $5, $6 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, sealed_key = "
    "excluded.sealed_key, enabled_at = excluded.enabled_at, suspended_until = "
    "excluded.suspended_until"};
const store::Save remove{"DELETE FROM authenticator WHERE account_id = $1 AND @won"};
const store::Save suspend{
    "UPDATE authenticator SET suspended_until = $3 WHERE account_id = $1 AND @won"};

}  // namespace

const store::Load load_authenticator{
    "SELECT a.version, a.sealed_key, g.last_step, a.enabled_at, a.suspended_until FROM "
    "authenticator AS a JOIN guard AS g ON g.account_id = a.account_id WHERE a.account_id = $1"};

std::optional<Authenticator> read_authenticator(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return Authenticator{row.integer(0), row.bytes(1), row.integer(2), row.time(3), row.time(4)};
}

void spend_step(store::Guard& guard, otp::Step step) {
    if (step <= guard.last_step)
        throw Failure{Failure::Kind::broken, "a step of an authenticator is spent twice"};
    guard.last_step = step;
}

store::SaveCall save_authenticator(store::Guard& guard, const Authenticator& next) {
    guard.last_step = next.last_step;
    return {upsert, {next.version, next.sealed_key, next.enabled_at, next.suspended_until}};
}

store::SaveCall delete_authenticator() { return {remove, {}}; }

store::SaveCall suspend_authenticator(Time until) { return {suspend, {until}}; }

}  // namespace sparekey::factor
