#include "factor/replaced.h"

#include <algorithm>

#include "account/address_table.h"
#include "factor/enrolment.h"

namespace sparekey::factor {

std::vector<store::LoadCall> replaced_loads() {
    return {load_authenticator, load_backup_codes, load_generations, account::load_addresses};
}

InForce::InForce(const std::vector<store::Rows>& rows, std::size_t first,
                 const crypto::KeyRing& ring, AccountId who, Time now)
    : authenticator(read_authenticator(rows.at(first))),
      codes(read_backup_codes(rows.at(first + 1))),
      kept(read_generations(rows.at(first + 2), ring, who, now)),
      recipients(account::recipients(account::read_addresses(rows.at(first + 3)), now)) {}

void InForce::spend(const account::Proven& proven, Time now) {
    if (authenticator) {
        authenticator->last_step = std::max(authenticator->last_step, proven.spent_step);
    }
    if (codes && proven.spent_code) codes->used_at.at(*proven.spent_code) = now;
}

void begin_cool_down(account::Plan& plan, const account::Services& services, Cause cause,
                     const Replaced& replaced) {
    plan.begin_hold(services.settings.hold);
    keep(plan, services.ring, cause, replaced);
    plan.save(drop_enrolment());
}

void tell_few_left(account::Plan& plan, const std::vector<std::string>& recipients, int left) {
    if (left > few_left) return;
    plan.tell(recipients, outbox::Kind::few_codes_left, {{"left", std::to_string(left)}});
}

account::Detail hold_detail(const account::Plan& plan) {
    return {{"hold_until", std::to_string(to_micros(hold_end(plan.guard)))}};
}

}  // namespace sparekey::factor
