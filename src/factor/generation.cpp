#include "factor/generation.h"

#include <algorithm>

namespace sparekey::factor {

bool has_room(const std::vector<Generation>& kept, const guard::Standing& standing) {
    const bool free = standing.restriction == guard::Restriction::none;
    return kept.size() < (free ? generations_max : generations_in_hold_max);
}

account::Refusal no_room(const guard::Standing& standing) {
    return {.why = account::Why::restricted,
            .until = standing.until,
            .restriction = standing.restriction};
}

Time hold_end(const store::Guard& guard) {
    if (guard.freeze_until == 0) return from_micros(guard.hold_until);
    return from_micros(guard.hold_until + (guard.freeze_until - guard.freeze_since));
}

GenerationId keep(account::Plan& plan, const crypto::KeyRing& ring, Cause cause,
                  const Replaced& replaced) {
    if (replaced.empty()) return {};
    Generation kept{GenerationId{random_id()}, plan.now(), {}, {}, replaced};
    kept.keep_until = std::max(hold_end(plan.guard), plan.now()) + kept_after_hold;
    auto& authenticator = kept.body.authenticator;
    if (authenticator && plan.now() < authenticator->suspended_until) {
        authenticator->suspended_until = until_replaced;
    }
    plan.save(save_generation(kept, cause, ring, plan.who()));
    return kept.id;
}

}  // namespace sparekey::factor
