#include "staff/join_flow.h"

#include "account/address_table.h"
#include "account/link.h"
#include "account/password_table.h"
#include "base/check.h"
#include "factor/authenticator.h"
#include "factor/enrolment.h"
#include "otp/setup_key.h"
#include "signin/browser.h"
#include "signin/challenge.h"
#include "signin/session.h"
#include "staff/member.h"

namespace sparekey::staff {
namespace {

using account::Client;
using account::LinkPurpose;
using account::Plan;
using account::Realm;
using account::Refusal;
using account::Result;
using account::Services;
using account::Token;
using account::Why;

std::vector<store::LoadCall> invitation_loads(const Token& token) {
    return {account::link_of(token), load_member, account::load_addresses};
}

// Whom the invitation is for while it works.
std::optional<Invited> invited(const std::vector<store::Rows>& rows, Time now) {
    const auto link = account::read_link(rows[0]);
    const auto member = read_member(rows[1]);
    const auto addresses = account::read_addresses(rows[2]);
    const auto* primary = account::primary(addresses);
    const bool works = link && link->alive(LinkPurpose::staff_invitation, now) && member &&
                       status_of(*member) == Status::invited && primary != nullptr;
    if (!works) return std::nullopt;
    return Invited{member->name, primary->email, link->expires_at};
}

// What is saved when the code was right: what waited comes into force, and nothing of before stays.
void join(Plan& plan, const Services& services, const Client& client, const Token& invitation,
          const Token& session, const Member& member, account::StoredPassword password,
          const factor::Enrolment& enrolment, otp::Step step) {
    const auto now = plan.now();
    plan.save(account::spend_link(invitation, now));
    plan.save(factor::spend_enrolment(enrolment));
    plan.save(account::delete_pending_password());
    password.changed_at = now;
    plan.save(account::save_password(password));
    const auto fresh = factor::open_new_key(enrolment, services.ring, plan.who());
    plan.save(factor::save_authenticator(
        plan.guard, {random_id(), factor::seal_key(services.ring, plan.who(), fresh.key.view()),
                     step, now, Time{}}));
    plan.save(signin::end_all_challenges());
    plan.save(signin::end_all_sessions());
    plan.save(signin::forget_other_browsers(client.browser_digest));
    plan.save(signin::save_session(
        signin::new_session(session, account::Method::authenticator, client, now)));
    const auto seat_from = member.reinvited ? now + no_seat_after_reinvitation : Time{};
    plan.save(set_joined(now, seat_from));
    plan.budgets.password.succeed();
    plan.line(journal::Kind::staff_joined);
}

struct Joining {
    const Services& services;
    const Client& client;
    const Token& invitation;
    const Token& session;
};

// Rows: those of the invitation, pending password, enrolment, browser.
store::Decision<std::optional<Refusal>> take_code(const Joining& asked, std::string_view typed,
                                                  const store::Loaded& loaded, Time now) {
    const auto& [services, client, invitation, session] = asked;
    if (!loaded.guard || !invited(loaded.rows, now)) {
        return {Refusal{.why = Why::link_invalid}, {}, {}};
    }
    const auto password = account::read_pending_password(loaded.rows[3]);
    const auto enrolment = factor::read_enrolment(loaded.rows[4]);
    const bool began = password && enrolment && enrolment->alive(now) &&
                       enrolment->password_version == password->version;
    if (!began) return {Refusal{.why = Why::no_enrolment}, {}, {}};
    if (enrolment->tries >= factor::enrolment_tries_max) {
        return {Refusal{.why = Why::too_many_tries}, {}, {}};
    }
    Plan plan{invitation.account(), loaded, services.ring, client, now};
    const auto fresh = factor::open_new_key(*enrolment, services.ring, plan.who());
    const auto verified = factor::verify_key(fresh.key.view(), 0, typed, now);
    if (verified.verdict != factor::Verdict::accepted) {
        plan.save(factor::charge_enrolment(*enrolment));
        const int left = factor::enrolment_tries_max - enrolment->tries - 1;
        return plan.decision(std::optional<Refusal>{{.why = Why::code_wrong, .tries_left = left}});
    }
    join(plan, services, client, invitation, session, *read_member(loaded.rows[1]), *password,
         *enrolment, verified.step);
    signin::Tries tries{plan.budgets, signin::read_browser(loaded.rows[5]), now};
    tries.remember(client.browser_digest);
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    return plan.decision(std::optional<Refusal>{});
}

}  // namespace

Awaitable<std::optional<Invited>> look_at_invitation(const Services& services, const Token& token,
                                                     Time now) {
    ENSURE(services.realm == Realm::staff);
    const auto loaded = co_await services.db.load(token.account(), invitation_loads(token));
    co_return invited(loaded.rows, now);
}

Awaitable<Result<factor::Enrolling>> begin_joining(const Services& services, const Client& client,
                                                   const Token& invitation,
                                                   std::shared_ptr<const crypto::Secret> password) {
    const auto& settings = services.settings;
    const auto before =
        co_await services.db.load(invitation.account(), invitation_loads(invitation));
    // The store's clock is asked again when it is saved: this only spares the hash.
    const auto who = invited(before.rows, Time{});
    if (!before.guard || !who) co_return Refusal{.why = Why::link_invalid};
    const auto flaw =
        account::flaw_of_new_password(password->text(), account::password_min_only_factor,
                                      who->email, settings.site_name, settings.password_blocklist);
    if (flaw) co_return Refusal{.why = account::why_of(*flaw)};

    const auto salt = account::new_salt();
    std::function<account::DerivedPassword()> hash = [&] {
        return account::derive_password(password->text(), salt, settings.hash_cost);
    };
    const auto derived = co_await services.hashes.run<account::DerivedPassword>(std::move(hash));

    using Outcome = Result<factor::Enrolling>;
    store::Decide<Outcome> begin = [&](const store::Loaded& loaded,
                                       Time now) -> store::Decision<Outcome> {
        const auto still = invited(loaded.rows, now);
        if (!loaded.guard || !still) return {Refusal{.why = Why::link_invalid}, {}, {}};
        Plan plan{invitation.account(), loaded, services.ring, client, now};
        const auto waiting = account::new_password(services.pepper, plan.who(), derived, salt,
                                                   settings.hash_cost, now, "link");
        plan.save(account::save_pending_password(waiting));
        factor::NewKey fresh{otp::new_setup_key(setup_key_characters), {}};
        factor::Enrolment enrolment;
        enrolment.password_version = waiting.version;
        enrolment.started_at = now;
        factor::seal_new_key(enrolment, services.ring, plan.who(), fresh);
        plan.save(factor::save_enrolment(enrolment));
        return plan.decision(Outcome{
            factor::Enrolling{std::move(fresh.key), still->email, now + factor::enrolment_lives}});
    };
    auto loads = invitation_loads(invitation);
    co_return co_await services.db.change<Outcome>(invitation.account(), std::move(loads),
                                                   std::move(begin));
}

Awaitable<Result<Token>> confirm_joining(const Services& services, const Client& client,
                                         const Token& invitation, std::string_view typed) {
    ENSURE(services.realm == Realm::staff);
    auto session = Token::make(invitation.account(), services.realm);
    const Joining asked{services, client, invitation, session};
    auto loads = invitation_loads(invitation);
    loads.emplace_back(account::load_pending_password);
    loads.emplace_back(factor::load_enrolment);
    loads.emplace_back(signin::load_browser, store::Values{client.browser_digest});
    store::Decide<std::optional<Refusal>> take = [&](const store::Loaded& loaded, Time now) {
        return take_code(asked, typed, loaded, now);
    };
    const auto refusal = co_await services.db.change<std::optional<Refusal>>(
        invitation.account(), std::move(loads), std::move(take));
    if (refusal) co_return *refusal;
    co_return std::move(session);
}

}  // namespace sparekey::staff
