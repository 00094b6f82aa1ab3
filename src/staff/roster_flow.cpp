#include "staff/roster_flow.h"

#include "account/address_table.h"
#include "account/link.h"
#include "account/password_table.h"
#include "account/plan.h"
#include "base/check.h"
#include "factor/enrolment.h"
#include "guard/budgets.h"
#include "signin/challenge.h"
#include "signin/session.h"

namespace sparekey::staff {
namespace {

using account::LinkPurpose;
using account::Plan;
using account::Realm;
using account::Services;
using account::Token;

const account::Client nobody;  // No request of a person: the journal names no address.

void tell_leads(Plan& plan, store::Transaction& tx, const char* what, const Member& member,
                const std::string& email) {
    plan.tell(addresses_of_leads(tx), outbox::Kind::staff_changed,
              {{"realm", "staff"},
               {"what", what},
               {"name", member.name},
               {"address", email},
               {"roles", text_of(member.roles)}});
}

void send_invitation(Plan& plan, const Token& token, const std::string& email) {
    const auto text = token.text();
    plan.save(
        account::save_link(token, LinkPurpose::staff_invitation, plan.now(), invitation_lives, {}));
    plan.tell(
        {email}, outbox::Kind::staff_invited,
        {{"realm", "staff"}, {"until", std::to_string(to_micros(plan.now() + invitation_lives))}},
        &text);
}

// Nobody signs in until an invitation is taken up. The factor stays: it is replaced, or nothing.
void shut_out(Plan& plan) {
    plan.save(account::delete_password());
    plan.save(account::delete_pending_password());
    plan.save(factor::drop_enrolment());
    plan.save(account::stop_links(LinkPurpose::staff_invitation, plan.now()));
    plan.save(signin::end_all_sessions());
    plan.save(signin::end_all_challenges());
}

Awaitable<std::optional<AccountId>> find(const Services& services, const std::string& email) {
    ENSURE(services.realm == Realm::staff);
    const auto digest = account::email_digest(services.pepper, email, services.realm);
    std::function<std::optional<AccountId>(store::Reader&)> look = [&](store::Reader& reader) {
        return account::find_account(reader, digest);
    };
    co_return co_await services.db.read<std::optional<AccountId>>(std::move(look));
}

// What changes one member. It is given the member and the address, and returns why not.
using Change = std::function<std::optional<NotDone>(Plan&, store::Transaction&, const Member&,
                                                    const std::string& email)>;

Awaitable<std::optional<NotDone>> change_member(const Services& services, const std::string& email,
                                                Change change) {
    const auto who = co_await find(services, email);
    if (!who) co_return NotDone::no_such_member;
    std::function<std::optional<NotDone>(store::Transaction&)> all =
        [&](store::Transaction& tx) -> std::optional<NotDone> {
        const auto member = read_member(tx.load({load_member}));
        if (!tx.guard() || !member) return NotDone::no_such_member;
        Plan plan{*who, {tx.guard(), {}}, services.ring, nobody, tx.now()};
        const auto not_done = change(plan, tx, *member, email);
        if (!not_done) plan.apply(tx);
        return not_done;
    };
    co_return co_await services.db.transact<std::optional<NotDone>>(*who, std::move(all));
}

}  // namespace

Awaitable<std::variant<NotDone, Invitation>> add_member(const Services& services,
                                                        const NewMember& asked) {
    ENSURE(services.realm == Realm::staff && is_name(asked.name) && !asked.roles.none());
    const AccountId who{random_id()};
    const auto digest = account::email_digest(services.pepper, asked.email, services.realm);
    auto token = Token::make(who, services.realm);
    std::function<std::optional<Time>(store::Transaction&)> add =
        [&](store::Transaction& tx) -> std::optional<Time> {
        if (!account::reserve_email(tx, digest, who)) return std::nullopt;
        store::Guard fresh;
        fresh.budgets = guard::Budgets{}.encode();
        tx.create_guard(fresh);
        Plan plan{who, {tx.guard(), {}}, services.ring, nobody, tx.now()};
        Member member{who, asked.name, asked.roles, tx.now()};
        member.own_account = asked.own_account;
        plan.save(insert_member(member));
        // Whoever has the server vouches for the address, which hears of the account from now on.
        plan.save(account::insert_address(
            {account::AddressId{random_id()}, asked.email, true, tx.now(), tx.now(), Time{}},
            digest));
        plan.line(journal::Kind::staff_added, text_of(asked.roles));
        send_invitation(plan, token, asked.email);
        tell_leads(plan, tx, "added", member, asked.email);
        plan.apply(tx);
        return tx.now() + invitation_lives;
    };
    const auto expires_at = co_await services.db.transact<std::optional<Time>>(who, std::move(add));
    if (!expires_at) co_return NotDone::member_already;
    co_return Invitation{std::move(token), *expires_at};
}

Awaitable<std::variant<NotDone, Invitation>> reinvite(const Services& services, std::string email) {
    const auto who = co_await find(services, email);
    if (!who) co_return NotDone::no_such_member;
    Invitation invitation{Token::make(*who, services.realm), Time{}};
    Change change = [&](Plan& plan, store::Transaction& tx, const Member& member,
                        const std::string& to) -> std::optional<NotDone> {
        shut_out(plan);
        plan.save(set_reinvited(plan.now(), plan.now() + no_seat_after_reinvitation));
        plan.line(journal::Kind::staff_reinvited);
        send_invitation(plan, invitation.token, to);
        tell_leads(plan, tx, "reinvited", member, to);
        invitation.expires_at = plan.now() + invitation_lives;
        return std::nullopt;
    };
    const auto not_done = co_await change_member(services, email, std::move(change));
    if (not_done) co_return *not_done;
    co_return std::move(invitation);
}

Awaitable<std::optional<NotDone>> certify(const Services& services, std::string email) {
    Change change = [](Plan& plan, store::Transaction& tx, const Member& member,
                       const std::string& to) -> std::optional<NotDone> {
        if (status_of(member) == Status::suspended) return NotDone::suspended;
        plan.save(set_certified(plan.now()));
        plan.line(journal::Kind::staff_certified);
        tell_leads(plan, tx, "certified", member, to);
        return std::nullopt;
    };
    co_return co_await change_member(services, email, std::move(change));
}

Awaitable<std::optional<NotDone>> suspend(const Services& services, std::string email) {
    Change change = [](Plan& plan, store::Transaction& tx, const Member& member,
                       const std::string& to) -> std::optional<NotDone> {
        if (status_of(member) == Status::suspended) return NotDone::suspended_already;
        shut_out(plan);
        plan.save(set_suspended(plan.now()));
        plan.line(journal::Kind::staff_suspended);
        tell_leads(plan, tx, "suspended", member, to);
        return std::nullopt;
    };
    co_return co_await change_member(services, email, std::move(change));
}

Awaitable<std::vector<Listed>> roster(const Services& services) {
    std::function<std::vector<Listed>(store::Reader&)> read = list_members;
    co_return co_await services.db.read<std::vector<Listed>>(std::move(read));
}

}  // namespace sparekey::staff
