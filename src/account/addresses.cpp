#include "account/addresses.h"

#include <algorithm>

#include "account/mailed_code.h"
#include "account/plan.h"
#include "base/text.h"

namespace sparekey::account {
namespace {

constexpr auto purpose = CodePurpose::add_address;

const Address* find(const std::vector<Address>& all, AddressId id) {
    const auto found = std::ranges::find(all, id, &Address::id);
    return found == all.end() ? nullptr : &*found;
}

bool is_one_of(const std::vector<Address>& in_use, std::string_view email) {
    return std::ranges::any_of(in_use, [&](const Address& address) {
        return email_key(address.email) == email_key(email);
    });
}

Detail hold_and_address(const Plan& plan, const std::string& email) {
    return {{"hold_until", std::to_string(to_micros(plan.standing().until))}, {"address", email}};
}

void add(Plan& plan, const Services& services, const Address& added, std::vector<Address> all) {
    plan.save(insert_address(added, email_digest(services.pepper, added.email, services.realm)));
    plan.begin_hold(services.settings.hold);
    plan.line(journal::Kind::address_added);
    all.push_back(added);
    plan.tell(recipients(all, plan.now()), outbox::Kind::address_added,
              hold_and_address(plan, added.email));
}

}  // namespace

Action<CodeOnItsWay> add_address(const Services& services, const Client& client, std::string email,
                                 bool taken) {
    const auto code = std::make_shared<const crypto::Secret>(draw_mailed_code());
    Action<CodeOnItsWay> action;
    action.operation = guard::Operation::change_addresses;
    action.loads.emplace_back(load_addresses);
    action.decide = [&services, browser = client.browser_digest, email, taken, code](
                        Plan& plan, const std::vector<store::Rows>& rows,
                        const Proven&) -> Result<CodeOnItsWay> {
        const auto in_use = current(read_addresses(rows[0]));
        if (in_use.size() >= addresses_max) return Refusal{.why = Why::too_many_addresses};
        const auto next = plan.budgets.mails.next(plan.now());
        if (next > plan.now()) return Refusal{.why = Why::too_many_mails, .until = next};
        plan.budgets.mails.add(plan.now());
        // A code that nobody is told opens nothing, and the row is the same.
        const auto digest =
            mailed_code_digest(services.pepper, plan.who(), purpose, browser, code->text());
        plan.save(save_mailed_code(purpose, browser, {digest, plan.now(), 0, email}));
        const bool refused = taken || is_one_of(in_use, email);
        plan.tell({email}, refused ? outbox::Kind::sign_up_taken : outbox::Kind::address_code, {},
                  refused ? nullptr : code.get());
        return CodeOnItsWay{plan.now() + mailed_code_lives};
    };
    return action;
}

Awaitable<Result<Address>> confirm_address(const Services& services, const Client& client,
                                           AccountId who, std::string_view typed,
                                           SessionLives session_lives) {
    const auto& browser = client.browser_digest;
    std::function<Result<Address>(store::Transaction&)> confirm =
        [&](store::Transaction& tx) -> Result<Address> {
        if (!tx.guard()) return Refusal{.why = Why::not_signed_in};
        if (auto refusal = session_lives(tx)) return *refusal;
        const auto stored = read_mailed_code(tx.load(mailed_code_of(purpose, browser)));
        Plan plan{who, {tx.guard(), {}}, services.ring, client, tx.now()};
        switch (judge(stored, services.pepper, who, purpose, browser, typed, tx.now())) {
        case CodeVerdict::expired: return Refusal{.why = Why::code_expired};
        case CodeVerdict::too_many: return Refusal{.why = Why::too_many_tries};
        case CodeVerdict::wrong:
            plan.save(charge_mailed_code(purpose, browser));
            plan.apply(tx);
            return Refusal{.why = Why::code_wrong,
                           .tries_left = mailed_code_tries_max - stored->tries - 1};
        case CodeVerdict::accepted: break;
        }
        const auto all = read_addresses(tx.load({load_addresses}));
        if (current(all).size() >= addresses_max) return Refusal{.why = Why::too_many_addresses};
        const Address added{AddressId{random_id()}, stored->detail, false, tx.now(), tx.now(), {}};
        // Reserved first: of two accounts that add one address at once, one gets it.
        const auto digest = email_digest(services.pepper, added.email, services.realm);
        const bool reserved =
            !is_one_of(current(all), added.email) && reserve_email(tx, digest, who);
        plan.save(spend_mailed_code(purpose, browser));
        if (!reserved) {
            plan.apply(tx);
            return Refusal{.why = Why::code_wrong, .tries_left = 0};
        }
        add(plan, services, added, all);
        plan.apply(tx);
        return added;
    };
    co_return co_await services.db.transact<Result<Address>>(who, std::move(confirm));
}

Action<Done> remove_address(const Services& services, AddressId id) {
    Action<Done> action;
    action.operation = guard::Operation::change_addresses;
    action.loads.emplace_back(load_addresses);
    action.decide = [&services, id](Plan& plan, const std::vector<store::Rows>& rows,
                                    const Proven&) -> Result<Done> {
        const auto all = read_addresses(rows[0]);
        const auto in_use = current(all);
        const auto* removed = find(in_use, id);
        if (removed == nullptr) return Refusal{.why = Why::not_found};
        if (in_use.size() == 1) return Refusal{.why = Why::last_address};
        // It stays in the index while it hears of the account: a thief who removes it must not keep
        // its owner from the paths that begin with it. A sweep frees it then.
        plan.save(set_removed(id, plan.now()));
        if (removed->is_primary) {
            const auto heir =
                std::ranges::find_if(in_use, [&](const Address& other) { return other.id != id; });
            plan.save(set_primary(heir->id));
        }
        plan.begin_hold(services.settings.hold);
        plan.line(journal::Kind::address_removed);
        // `all` is as it was before: the removed one hears of its own removal.
        plan.tell(recipients(all, plan.now()), outbox::Kind::address_removed,
                  hold_and_address(plan, removed->email));
        return Done{};
    };
    return action;
}

Action<Done> make_address_primary(const Services& services, AddressId id) {
    Action<Done> action;
    action.operation = guard::Operation::change_addresses;
    action.loads.emplace_back(load_addresses);
    action.decide = [&services, id](Plan& plan, const std::vector<store::Rows>& rows,
                                    const Proven&) -> Result<Done> {
        const auto all = read_addresses(rows[0]);
        const auto in_use = current(all);
        const auto* chosen = find(in_use, id);
        if (chosen == nullptr) return Refusal{.why = Why::not_found};
        if (chosen->is_primary) return Done{};
        plan.save(clear_primary());
        plan.save(set_primary(id));
        plan.begin_hold(services.settings.hold);
        plan.line(journal::Kind::address_made_primary);
        plan.tell(recipients(all, plan.now()), outbox::Kind::address_made_primary,
                  hold_and_address(plan, chosen->email));
        return Done{};
    };
    return action;
}

void free_addresses(Plan& plan, const std::vector<Address>& all) {
    for (const auto& address : current(all)) {
        plan.save(free_index(address.id));
        plan.save(set_removed(address.id, plan.now()));
    }
}

}  // namespace sparekey::account
