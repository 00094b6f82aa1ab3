#include "recovery/gate.h"

#include <algorithm>
#include <charconv>

#include "account/mailed_code.h"
#include "account/password_table.h"

namespace sparekey::recovery {
namespace {

using account::CodePurpose;
using account::CodeVerdict;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Why;

account::AddressId address_in(const std::string& detail) {
    account::AddressId id;
    std::from_chars(detail.data(), detail.data() + detail.size(), id.value);
    return id;
}

}  // namespace

bool proves(const account::Address& address, Time now) {
    if (address.confirmed_at == Time{} || now - address.confirmed_at < address_age_min)
        return false;
    return address.removed_at == Time{} || now - address.removed_at < account::removed_hears_for;
}

const account::Address* proving(const std::vector<account::Address>& all, std::string_view email,
                                Time now) {
    const auto found = std::ranges::find_if(
        all, [&](const account::Address& one) { return one.email == email && proves(one, now); });
    return found == all.end() ? nullptr : &*found;
}

bool contact_is_new(const std::vector<account::Address>& all,
                    const std::optional<account::IdentityState>& record, Time now) {
    const auto is_new = [now](Time at) { return at != Time{} && now - at < address_age_min; };
    const auto changed = [&](const account::Address& one) {
        return is_new(one.confirmed_at) || is_new(one.removed_at);
    };
    return std::ranges::any_of(all, changed) || (record && is_new(record->entered_at));
}

std::vector<store::LoadCall> gate_loads(const account::Client& client) {
    return {account::mailed_code_of(CodePurpose::appeal, client.browser_digest),
            {signin::load_browser, {client.browser_digest}},
            account::load_password,
            account::load_pending_password,
            account::load_addresses};
}

Result<GateTicket> begin_gate(const account::Services& services, const account::Client& client,
                              std::string_view code, Plan& plan,
                              const std::vector<store::Rows>& rows,
                              const std::vector<account::StoredPassword>& of_cases) {
    const auto& browser = client.browser_digest;
    const auto stored = account::read_mailed_code(rows[0]);
    switch (account::judge(stored, services.pepper, plan.who(), CodePurpose::appeal, browser, code,
                           plan.now())) {
    case CodeVerdict::expired: return Refusal{.why = Why::code_expired};
    case CodeVerdict::too_many: return Refusal{.why = Why::too_many_tries};
    case CodeVerdict::wrong:
        plan.save(account::charge_mailed_code(CodePurpose::appeal, browser));
        return Refusal{.why = Why::code_wrong,
                       .tries_left = account::mailed_code_tries_max - stored->tries - 1};
    case CodeVerdict::accepted: break;
    }
    GateTicket ticket;
    ticket.address = address_in(stored->detail);
    if (auto one = account::read_password(rows[2])) ticket.candidates.push_back(*std::move(one));
    if (auto one = account::read_pending_password(rows[3]))
        ticket.candidates.push_back(*std::move(one));
    for (const auto& one : of_cases) ticket.candidates.push_back(one);
    signin::Tries tries{plan.budgets, signin::read_browser(rows[1]), plan.now()};
    const auto charge = tries.charge_password();
    if (charge.allowed) {
        ticket.purse = charge.purse;
        plan.save(account::charge_mailed_code(CodePurpose::appeal, browser));
    } else {
        plan.save(account::spend_mailed_code(CodePurpose::appeal, browser));
    }
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    if (charge.reached) {
        plan.line(journal::Kind::budget_reached, "password");
        plan.tell(account::recipients(account::read_addresses(rows[4]), plan.now()),
                  outbox::Kind::budget_reached);
    }
    return ticket;
}

std::optional<std::size_t> hash_gate(const account::Services& services, AccountId who,
                                     const GateTicket& ticket, std::string_view typed) {
    std::optional<std::size_t> right;
    for (std::size_t i = 0; i < ticket.candidates.size(); ++i) {
        const auto& one = ticket.candidates[i];
        const auto derived = account::derive_password(typed, one.salt, one.cost);
        if (account::is_password(one, services.pepper, who, derived) && !right) right = i;
    }
    return right;
}

Result<GatePassed> finish_gate(const account::Client& client, const GateTicket& ticket,
                               std::optional<std::size_t> right, Plan& plan,
                               const std::vector<store::Rows>& rows,
                               const std::vector<account::StoredPassword>& of_cases) {
    signin::Tries tries{plan.budgets, signin::read_browser(rows[1]), plan.now()};
    if (!right) {
        plan.line(journal::Kind::password_wrong, "appeal");
        return Refusal{.why = Why::not_accepted};
    }
    const auto in_force = account::read_password(rows[2]);
    const auto pending = account::read_pending_password(rows[3]);
    const auto& typed = ticket.candidates[*right];
    const bool is_pending = (pending && pending->version == typed.version) ||
                            std::ranges::find(of_cases, typed.version,
                                              &account::StoredPassword::version) != of_cases.end();
    const bool is_in_force = in_force && in_force->version == typed.version;
    if (!in_force || (!is_pending && !is_in_force)) return Refusal{.why = Why::changed_meanwhile};
    if (ticket.purse) {
        // A code that another request of this browser has spent meanwhile is not there any more.
        if (rows[0].empty()) return Refusal{.why = Why::code_expired};
        plan.save(account::spend_mailed_code(account::CodePurpose::appeal, client.browser_digest));
        if (is_in_force) {
            tries.succeed_password(*ticket.purse);
        } else {
            tries.take_back_password(*ticket.purse);
        }
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    }
    return GatePassed{typed, is_pending, in_force->version, ticket.address};
}

}  // namespace sparekey::recovery
