#include "operators/lease.h"

#include <algorithm>

namespace sparekey::operators {

Lease lease_of(const std::optional<store::Guard>& guard, Time now) {
    Lease lease{.as_of = now, .expires_at = now + lease_lives};
    if (!guard) return lease;
    lease.known = true;
    lease.standing = guard::standing(*guard, now);
    lease.may_move = guard::allowed(guard::Operation::move_value, lease.standing.restriction) ==
                     guard::Permission::allowed;
    return lease;
}

}  // namespace sparekey::operators
