#include "factor/authenticator.h"

namespace sparekey::factor {
namespace {

const store::Save advance{
    "UPDATE authenticator SET last_step = $4 WHERE account_id = $1 AND version = $3 AND last_step "
    "< $4 AND @won"};
const store::Save upsert{
    "INSERT INTO authenticator (account_id, version, sealed_key, last_step, enabled_at, "
    "suspended_until) "
    "SELECT $1, $3, $4, $5, $6, $7 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, sealed_key = "
    "excluded.sealed_key, "
    "last_step = excluded.last_step, enabled_at = excluded.enabled_at, suspended_until = "
    "excluded.suspended_until"};
const store::Save remove{"DELETE FROM authenticator WHERE account_id = $1 AND @won"};
const store::Save suspend{
    "UPDATE authenticator SET suspended_until = $3 WHERE account_id = $1 AND @won"};

}  // namespace

const store::Load load_authenticator{
    "SELECT version, sealed_key, last_step, enabled_at, suspended_until FROM authenticator WHERE "
    "account_id = $1"};

std::optional<Authenticator> read_authenticator(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return Authenticator{row.integer(0), row.bytes(1), row.integer(2), row.time(3), row.time(4)};
}

store::SaveCall spend_step(const Authenticator& stored, otp::Step step) {
    return {advance, {stored.version, step}};
}

store::SaveCall save_authenticator(const Authenticator& next) {
    return {upsert,
            {next.version, next.sealed_key, next.last_step, next.enabled_at, next.suspended_until}};
}

store::SaveCall delete_authenticator() { return {remove, {}}; }

store::SaveCall suspend_authenticator(Time until) { return {suspend, {until}}; }

}  // namespace sparekey::factor
