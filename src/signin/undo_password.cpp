#include "signin/undo_password.h"

#include <algorithm>

#include "account/password_table.h"

namespace sparekey::signin {

using account::StoredPassword;

AnyPasswordTicket charge_any_password(const account::Services& services, account::Plan& plan,
                                      Tries& tries, const store::Rows& password,
                                      const std::vector<factor::Generation>& kept,
                                      const std::vector<std::string>& recipients) {
    AnyPasswordTicket ticket;
    const auto cost = services.settings.hash_cost;
    const auto decoy = account::decoy_password(services.pepper, plan.who(), cost);
    ticket.candidates.push_back(account::read_password(password).value_or(decoy));
    for (const auto& one : kept) {
        if (one.body.password) ticket.candidates.push_back(*one.body.password);
    }
    while (ticket.candidates.size() < hashed_passwords_min) ticket.candidates.push_back(decoy);

    const auto charge = tries.charge_password();
    ticket.purse = charge.purse;
    ticket.throttled = !charge.allowed;
    if (charge.reached) {
        plan.line(journal::Kind::budget_reached, "password");
        plan.tell(recipients, outbox::Kind::budget_reached);
    }
    return ticket;
}

std::optional<RightPassword> hash_any_password(const account::Services& services, AccountId who,
                                               const AnyPasswordTicket& ticket,
                                               std::string_view typed) {
    std::optional<RightPassword> right;
    for (const auto& one : ticket.candidates) {
        auto derived = account::derive_password(typed, one.salt, one.cost);
        const bool matches = account::is_password(one, services.pepper, who, derived);
        if (matches && !right) right = RightPassword{one.version, std::move(derived)};
    }
    if (ticket.throttled) return std::nullopt;
    return right;
}

std::optional<StandingPassword> standing_password(std::int64_t version,
                                                  const std::optional<StoredPassword>& in_force,
                                                  const std::vector<factor::Generation>& kept) {
    if (in_force && in_force->version == version) return StandingPassword{true, nullptr};
    const auto found = std::ranges::find_if(kept, [&](const factor::Generation& one) {
        return one.body.password && one.body.password->version == version;
    });
    if (found == kept.end()) return std::nullopt;
    return StandingPassword{false, &*found};
}

void settle_any_password(Tries& tries, const AnyPasswordTicket& ticket,
                         const StandingPassword& right) {
    if (right.in_force) {
        tries.succeed_password(ticket.purse);
    } else {
        tries.take_back_password(ticket.purse);
    }
}

}  // namespace sparekey::signin
