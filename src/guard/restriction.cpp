#include "guard/restriction.h"

#include <algorithm>

namespace sparekey::guard {
namespace {

// How far a freeze that ended at `end` pushed back what was left of a hold.
std::int64_t hold_after_freeze(const store::Guard& guard, std::int64_t end) {
    if (guard.hold_until <= guard.freeze_since) return guard.hold_until;
    return guard.hold_until + (end - guard.freeze_since);
}

Permission under_hold(Operation operation) {
    switch (operation) {
    case Operation::sign_in:
    case Operation::use_session:
    case Operation::change_password:
    case Operation::replace_after_stolen:
    case Operation::enrol_by_reset_link:
    case Operation::end_sessions:
    case Operation::contest: return Permission::allowed;
    case Operation::reset_password:
    case Operation::change_addresses:
    case Operation::enter_identity:
    case Operation::enable_factor:
    case Operation::replace_factor:
    case Operation::disable_factor:
    case Operation::view_codes:
    case Operation::regenerate_codes:
    case Operation::close_account:
    case Operation::move_value: return Permission::refused;
    }
    return Permission::refused;
}

Permission under_freeze(Operation operation) {
    switch (operation) {
    case Operation::sign_in:
    case Operation::reset_password: return Permission::veto;
    case Operation::use_session: return Permission::read_only;
    case Operation::enrol_by_reset_link:
    case Operation::end_sessions:
    case Operation::contest: return Permission::allowed;
    case Operation::change_password:
    case Operation::change_addresses:
    case Operation::enter_identity:
    case Operation::enable_factor:
    case Operation::replace_factor:
    case Operation::replace_after_stolen:
    case Operation::disable_factor:
    case Operation::view_codes:
    case Operation::regenerate_codes:
    case Operation::close_account:
    case Operation::move_value: return Permission::refused;
    }
    return Permission::refused;
}

}  // namespace

Permission allowed(Operation operation, Restriction restriction) {
    switch (restriction) {
    case Restriction::none: return Permission::allowed;
    case Restriction::hold: return under_hold(operation);
    case Restriction::freeze: return under_freeze(operation);
    }
    return Permission::refused;
}

Standing standing(const store::Guard& guard, Time now) {
    const auto at = to_micros(now);
    if (guard.freeze_until > at) return {Restriction::freeze, from_micros(guard.freeze_until)};
    const auto hold_until =
        guard.freeze_until == 0 ? guard.hold_until : hold_after_freeze(guard, guard.freeze_until);
    if (hold_until > at) return {Restriction::hold, from_micros(hold_until)};
    return {};
}

void begin_hold(store::Guard& guard, Duration length, Time now) {
    if (guard.freeze_until != 0 && guard.freeze_until <= to_micros(now)) end_freeze(guard, now);
    const auto begins = guard.freeze_until != 0 ? guard.freeze_since : to_micros(now);
    guard.hold_until = std::max(guard.hold_until, begins + length.count());
}

void begin_freeze(store::Guard& guard, Time until, Time now) {
    end_freeze(guard, now);
    guard.freeze_since = to_micros(now);
    guard.freeze_until = to_micros(until);
}

void move_freeze_end(store::Guard& guard, Time until, Time now) {
    if (guard.freeze_until > to_micros(now)) guard.freeze_until = to_micros(until);
}

void end_freeze(store::Guard& guard, Time now) {
    if (guard.freeze_until == 0) return;
    guard.hold_until = hold_after_freeze(guard, std::min(guard.freeze_until, to_micros(now)));
    guard.freeze_since = 0;
    guard.freeze_until = 0;
}

std::string_view slug(Restriction restriction) {
    switch (restriction) {
    case Restriction::none: return "none";
    case Restriction::hold: return "hold";
    case Restriction::freeze: return "freeze";
    }
    return "freeze";
}

}  // namespace sparekey::guard
