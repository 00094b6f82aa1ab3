#include "factor/authenticator.h"

#include "base/failure.h"
#include "crypto/seal.h"

namespace sparekey::factor {
namespace {

constexpr int drift_max = 1;  // Steps either way: a phone's clock may be 30 s off, a code 30 s old.

Bytes bound_to(AccountId who) { return crypto::associated_data("authenticator.sealed_key", who); }

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

Verified verify_key(BytesView key, otp::Step after, std::string_view typed, Time now) {
    const auto step = otp::matching_step(key, typed, otp::step_at(now), drift_max);
    if (!step) return {Verdict::wrong};
    if (*step <= after) return {Verdict::already_used};
    return {Verdict::accepted, *step};
}

Verified verify(const Authenticator& stored, const crypto::KeyRing& ring, AccountId who,
                std::string_view typed, Time now) {
    if (now < stored.suspended_until) return {Verdict::suspended};
    return verify_key(open_key(ring, who, stored.sealed_key).view(), stored.last_step, typed, now);
}

Bytes seal_key(const crypto::KeyRing& ring, AccountId who, BytesView key) {
    return crypto::seal(ring, key, bound_to(who));
}

crypto::Secret open_key(const crypto::KeyRing& ring, AccountId who, BytesView sealed) {
    auto key = crypto::open(ring, sealed, bound_to(who));
    if (!key) throw Failure{Failure::Kind::broken, "an authenticator's key does not open"};
    return *std::move(key);
}

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
