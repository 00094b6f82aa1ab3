#include "factor/disable.h"

#include "account/notice.h"
#include "base/text.h"
#include "factor/readiness.h"
#include "factor/replaced.h"

namespace sparekey::factor {

using account::Done;
using account::Refusal;
using account::Result;
using account::Why;

namespace {

// As new passwords are measured: in code points, after NFC.
std::size_t length_of(std::string_view password) {
    const auto normal = nfc(password);
    return normal ? code_points(*normal) : 0;
}

}  // namespace

Result<account::Action<Done>> disable(const account::Services& services,
                                      std::string_view password) {
    if (length_of(password) < account::password_min_only_factor) {
        return Refusal{.why = Why::password_too_short};
    }
    return disable_for_operator(services);
}

account::Action<Done> disable_for_operator(const account::Services& services) {
    account::Action<Done> action;
    action.operation = guard::Operation::disable_factor;
    action.backup_code_counts = true;
    action.ends_other_sessions = true;
    action.loads = replaced_loads();
    action.decide = [&services](account::Plan& plan, const std::vector<store::Rows>& rows,
                                const account::Proven& proven) -> Result<Done> {
        InForce old{rows, 0, services.ring, plan.who(), plan.now()};
        if (!old.authenticator) return Refusal{.why = Why::no_factor};
        if (!has_room(old.kept, plan.standing())) return no_room(plan.standing());
        old.spend(proven, plan.now());
        begin_cool_down(plan, services, Cause::disable,
                        {.authenticator = old.authenticator, .codes = old.codes});
        plan.save(delete_authenticator());
        plan.save(delete_backup_codes());
        plan.save(save_written({}));
        plan.line(journal::Kind::factor_disabled);
        account::tell_with_not_me(plan, old.recipients, outbox::Kind::factor_disabled,
                                  hold_detail(plan));
        return Done{};
    };
    return action;
}

}  // namespace sparekey::factor
