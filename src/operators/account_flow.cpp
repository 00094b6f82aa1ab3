#include "operators/account_flow.h"

#include <algorithm>

#include "account/address_table.h"
#include "account/identity_table.h"
#include "account/plan.h"
#include "account/sign_up_table.h"
#include "base/check.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "operators/account_table.h"
#include "signin/close_account.h"

namespace sparekey::operators {
namespace {

using account::Client;
using account::Done;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Services;
using account::Why;

std::vector<store::LoadCall> seen_loads() {
    return {load_account, account::load_addresses, factor::load_authenticator,
            factor::load_backup_codes, account::load_identity_state};
}

std::optional<Seen> read_seen(const store::Loaded& loaded, Time now) {
    const auto row = read_account(loaded.rows[0]);
    if (!loaded.guard || !row || row->closed_at != Time{}) return std::nullopt;
    Seen seen;
    seen.made_at = row->made_at;
    seen.addresses =
        static_cast<int>(account::current(account::read_addresses(loaded.rows[1])).size());
    const auto authenticator = factor::read_authenticator(loaded.rows[2]);
    seen.factor = signin::state_of(authenticator, now);
    if (authenticator) seen.factor_since = authenticator->enabled_at;
    const auto codes = factor::read_backup_codes(loaded.rows[3]);
    if (codes) seen.codes_left = codes->left();
    seen.standing = guard::standing(*loaded.guard, now);
    seen.identity = account::read_identity_state(loaded.rows[4]);
    return seen;
}

// The addresses of the account that had the id before: those that still hear of it.
std::vector<std::string> told_of(store::Transaction& tx, AccountId before) {
    return account::recipients(
        account::read_addresses(tx.query(account::load_addresses.sql(), {before})), tx.now());
}

void insert(Plan& plan, const Services& services, const std::vector<std::string>& addresses) {
    const auto now = plan.now();
    plan.save(account::insert_account(now));
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        // The operator vouches for them: it mailed them before we did.
        const account::Address added{
            account::AddressId{random_id()}, addresses[i], i == 0, now, now, {}};
        plan.save(account::insert_address(
            added, account::email_digest(services.pepper, added.email, services.realm)));
    }
}

void tell_made_again(Plan& plan, std::vector<std::string> old,
                     const std::vector<std::string>& addresses) {
    for (const auto& email : addresses) {
        if (std::ranges::find(old, email) == old.end()) old.push_back(email);
    }
    plan.tell(old, outbox::Kind::account_made_again);
}

}  // namespace

Awaitable<Result<Seen>> make_account(const Services& services, const Client& client,
                                     const ExternalId& id, std::vector<std::string> addresses) {
    ENSURE(!addresses.empty() && addresses.size() <= account::addresses_max);
    const AccountId who{random_id()};
    std::function<Result<Seen>(store::Transaction&)> make =
        [&](store::Transaction& tx) -> Result<Seen> {
        const auto before = find_indexed(tx, id);
        switch (judge_making(before, tx.now())) {
        case MakeVerdict::exists: return Refusal{.why = Why::account_exists};
        case MakeVerdict::deleted_lately:
            return Refusal{.why = Why::account_deleted,
                           .until = before->deleted_at + made_again_after};
        case MakeVerdict::make: break;
        }
        if (!reserve_id(tx, id, who, before)) return Refusal{.why = Why::account_exists};
        store::Guard guard;
        guard.budgets = guard::Budgets{}.encode();
        tx.create_guard(guard);
        Plan plan{who, {tx.guard(), {}}, services.ring, client, tx.now()};
        insert(plan, services, addresses);
        plan.line(journal::Kind::account_made, before ? "again" : "");
        if (before) tell_made_again(plan, told_of(tx, before->account), addresses);
        plan.apply(tx);
        Seen seen;
        seen.made_at = tx.now();
        seen.addresses = static_cast<int>(addresses.size());
        return seen;
    };
    co_return co_await services.db.transact<Result<Seen>>(who, std::move(make));
}

Awaitable<Result<Seen>> look_at(const Services& services, AccountId who, Time now) {
    auto loads = seen_loads();
    const auto loaded = co_await services.db.load(who, std::move(loads));
    const auto seen = read_seen(loaded, now);
    if (!seen) co_return Refusal{.why = Why::unknown_account};
    co_return *seen;
}

Awaitable<Result<Done>> delete_account(const Services& services, const Client& client,
                                       const ExternalId& id, AccountId who) {
    const auto action = signin::close_account(services);
    auto loads = action.loads;
    const auto own = loads.size();
    loads.emplace_back(load_account);
    loads.push_back(load_indexed(id));
    store::Decide<Result<Done>> decide = [&](const store::Loaded& loaded,
                                             Time now) -> store::Decision<Result<Done>> {
        const auto row = read_account(loaded.rows[own]);
        if (!loaded.guard || !row || !read_indexed(loaded.rows[own + 1]))
            return {Refusal{.why = Why::unknown_account}, {}, {}};
        Plan plan{who, loaded, services.ring, client, now};
        if (row->closed_at != Time{}) {
            // By `sparekeyd account close`, which knows no id of the operator's.
            plan.save(set_deleted(id, now));
            return plan.decision(Result<Done>{Done{}});
        }
        const auto standing = plan.standing();
        if (guard::allowed(action.operation, standing.restriction) != guard::Permission::allowed) {
            return {Refusal{.why = Why::restricted,
                            .until = standing.until,
                            .restriction = standing.restriction},
                    {},
                    {}};
        }
        auto outcome = action.decide(plan, loaded.rows, {});
        plan.save(set_deleted(id, now));
        return plan.decision(std::move(outcome));
    };
    co_return co_await services.db.change<Result<Done>>(who, std::move(loads), std::move(decide));
}

}  // namespace sparekey::operators
