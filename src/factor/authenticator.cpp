#include "factor/authenticator.h"

#include "base/failure.h"
#include "crypto/seal.h"

namespace sparekey::factor {
namespace {

constexpr int drift_max = 1;  // Steps either way: a phone's clock may be 30 s off, a code 30 s old.

Bytes bound_to(AccountId who) { return crypto::associated_data("authenticator.sealed_key", who); }

}  // namespace

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

}  // namespace sparekey::factor
