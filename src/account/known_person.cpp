#include "account/known_person.h"

#include "account/facts_table.h"
#include "account/identity_table.h"
#include "account/notice.h"

namespace sparekey::account {
namespace {

// What is there before.
struct Before {
    std::optional<IdentityState> state;
    std::optional<Identity> record;
    std::optional<person::Facts> facts;
};

// A record that says the same but was the owner's is news: the operator vouches for it now.
bool is_news(const Before& before, const Identity& record) {
    return !before.state || before.state->entered_by != EnteredBy::site_operator ||
           *before.record != record;
}

// It counts at once. One that says the same as before is no newer for being vouched for.
void enter_record(Plan& plan, const Before& before, const Services& services,
                  const store::Rows& addresses, const Identity& record) {
    const auto now = plan.now();
    const bool says_the_same = before.record && *before.record == record;
    const IdentityState next{says_the_same ? before.state->entered_at : now,
                             EnteredBy::site_operator, now};
    plan.save(replace_identity(seal_identity(services.ring, plan.who(), record),
                               id_number_digest(services.pepper, plan.who(), record.id_number),
                               next));
    plan.line(journal::Kind::identity_imported, before.record ? "changed" : "added");
    if (!before.record || says_the_same) return;
    tell_with_not_me(plan, recipients(read_addresses(addresses), now),
                     outbox::Kind::identity_imported);
}

bool is_closed(const store::Rows& account) {
    return account.empty() || account.front().time(0) != Time{};
}

bool may_enter(const Plan& plan) {
    return guard::allowed(guard::Operation::enter_identity, plan.standing().restriction) ==
           guard::Permission::allowed;
}

}  // namespace

std::vector<store::LoadCall> known_person_loads() {
    return {load_closed_at, load_identity_record, load_facts, load_addresses};
}

Entered enter_known_person(Plan& plan, const std::vector<store::Rows>& rows,
                           const Services& services, const KnownPerson& known) {
    if (is_closed(rows[0])) return Entered::closed;
    const Before before{read_identity_state(rows[1]),
                        read_identity(rows[1], services.ring, plan.who()),
                        read_facts(rows[2], services.ring, plan.who())};
    const bool new_record = known.record && is_news(before, *known.record);
    const bool new_facts = known.facts && before.facts != known.facts;
    if (!new_record && !new_facts) return Entered::same;
    if (!may_enter(plan)) return Entered::restricted;

    if (new_record) enter_record(plan, before, services, rows[3], *known.record);
    if (new_facts) {
        plan.save(save_facts(services.ring, plan.who(), *known.facts, plan.now()));
        plan.line(journal::Kind::facts_imported);
    }
    const bool changes = (new_record && before.record) || (new_facts && before.facts);
    return changes ? Entered::changed : Entered::added;
}

}  // namespace sparekey::account
