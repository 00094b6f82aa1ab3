// The end of a forgotten password: the link is looked at and the try charged, the hash threads
// work, and one change spends link and factor and sets the password.
#include "account/address_table.h"
#include "account/open_appeals.h"
#include "account/password_table.h"
#include "account/plan.h"
#include "factor/generation.h"
#include "factor/replaced.h"
#include "signin/forgotten.h"
#include "signin/password_change.h"
#include "signin/session.h"

namespace sparekey::signin {
namespace {

using account::LinkPurpose;
using account::Plan;

struct Ticket {
    bool has_factor = false;
    std::optional<Purse> purse = {};  // Where a factor was charged.
    std::int64_t authenticator_version = 0;
    std::int64_t set_version = 0;
    Bytes set_salt = {};
};

struct Hashed {
    account::DerivedPassword password;
    std::optional<crypto::Secret> code;
};

struct Asked {
    const Services& services;
    const Client& client;
    const NewPassword& wanted;
    [[nodiscard]] AccountId who() const { return wanted.link.account(); }
};

// Rows: link, password, browser, then those of factor::replaced_loads.
std::vector<store::LoadCall> loads_of(const Asked& asked) {
    std::vector<store::LoadCall> loads;
    loads.push_back(account::link_of(asked.wanted.link));
    loads.emplace_back(account::load_password);
    loads.emplace_back(load_browser, store::Values{asked.client.browser_digest});
    for (auto& call : factor::replaced_loads()) loads.push_back(std::move(call));
    if (asked.services.appeals == nullptr) return loads;
    for (auto& call : asked.services.appeals->loads()) loads.push_back(std::move(call));
    return loads;
}
constexpr std::size_t replaced_from = 3;
constexpr std::size_t appeals_at = 7;
constexpr std::size_t addresses_at = replaced_from + 3;

// nullopt when the link stands and the account may be reset now.
std::optional<Refusal> not_now(const store::Loaded& loaded, Time now) {
    const auto link = account::read_link(loaded.rows[0]);
    if (!loaded.guard || !link || !link->alive(LinkPurpose::reset_password, now) ||
        link->tries > reset_link_tries_max) {
        return Refusal{.why = Why::link_invalid};
    }
    const auto standing = guard::standing(*loaded.guard, now);
    const auto permission = guard::allowed(guard::Operation::reset_password, standing.restriction);
    // A link alone proves too little for a veto.
    const bool has_factor = !loaded.rows[replaced_from].empty();
    if (permission == guard::Permission::allowed) return std::nullopt;
    if (permission == guard::Permission::veto && has_factor) return std::nullopt;
    return Refusal{
        .why = Why::restricted, .until = standing.until, .restriction = standing.restriction};
}

store::Decision<Result<Ticket>> begin(const Asked& asked, const store::Loaded& loaded, Time now) {
    if (const auto refusal = not_now(loaded, now)) return {*refusal, {}, {}};
    if (account::read_link(loaded.rows[0])->tries >= reset_link_tries_max) {
        return {Refusal{.why = Why::link_invalid}, {}, {}};
    }
    Plan plan{asked.who(), loaded, asked.services.ring, asked.client, now};
    const factor::InForce in_force{loaded.rows, replaced_from, asked.services.ring, asked.who(),
                                   now};
    Ticket ticket;
    ticket.has_factor = in_force.authenticator.has_value();
    const auto addresses = account::read_addresses(loaded.rows[addresses_at]);
    const auto* primary = account::primary(addresses);
    const auto email = primary != nullptr ? std::string_view{primary->email} : std::string_view{};
    // Before anything is charged: a bad password costs no try.
    if (const auto flaw = judge_new_password(asked.services, asked.wanted.password->text(), email,
                                             ticket.has_factor)) {
        return {*flaw, {}, {}};
    }
    if (!ticket.has_factor || asked.wanted.without_factor) return {std::move(ticket), {}, {}};

    const auto& code = asked.wanted.code;
    if (!code) return {Refusal{.why = Why::code_needed}, {}, {}};
    if (!code->backup && now < in_force.authenticator->suspended_until) {
        return {
            Refusal{.why = Why::factor_suspended, .until = in_force.authenticator->suspended_until},
            {},
            {}};
    }
    Tries tries{plan.budgets, read_browser(loaded.rows[2]), now};
    const auto charge = tries.charge_factor();
    if (!charge.allowed) return {Refusal{.why = Why::too_many_tries, .until = charge.next}, {}, {}};
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    plan.save(account::charge_link(asked.wanted.link));
    if (charge.reached) {
        plan.line(journal::Kind::budget_reached, "factor");
        plan.tell(in_force.recipients, outbox::Kind::budget_reached);
    }
    ticket.purse = charge.purse;
    ticket.authenticator_version = in_force.authenticator->version;
    if (in_force.codes) {
        ticket.set_version = in_force.codes->version;
        ticket.set_salt = in_force.codes->set_salt;
    }
    return plan.decision(Result<Ticket>{std::move(ticket)});
}

// Spends the factor in the plan and in what will be kept of it; a refusal says why there was
// nothing to spend.
std::optional<Refusal> spend_factor(const Asked& asked, const Ticket& ticket, const Hashed& hashed,
                                    Plan& plan, Tries& tries, factor::InForce& in_force) {
    const auto set = in_force.codes ? in_force.codes->version : 0;
    if (!in_force.authenticator ||
        in_force.authenticator->version != ticket.authenticator_version ||
        set != ticket.set_version) {
        return Refusal{.why = Why::changed_meanwhile};
    }
    const auto wrong = [&] {
        plan.line(journal::Kind::factor_wrong, "reset");
        return Refusal{.why = Why::code_wrong};
    };
    if (hashed.code) {
        const auto found =
            factor::match(*in_force.codes, asked.services.pepper, asked.who(), *hashed.code);
        if (!found) return wrong();
        if (!found->is_good()) {
            tries.take_back_factor(*ticket.purse);
            return Refusal{.why = factor::why_not(*found)};
        }
        plan.save(factor::spend_code(*in_force.codes, found->index, plan.now()));
        factor::tell_few_left(plan, in_force.recipients, in_force.codes->left() - 1);
        in_force.codes->used_at.at(found->index) = plan.now();
        tries.succeed_factor(*ticket.purse);
        return std::nullopt;
    }
    const auto typed = asked.wanted.code->one_time.value_or(std::string{});
    const auto verified = factor::verify(*in_force.authenticator, asked.services.ring, asked.who(),
                                         typed, plan.now());
    switch (verified.verdict) {
    case factor::Verdict::wrong: return wrong();
    case factor::Verdict::already_used:
        tries.take_back_factor(*ticket.purse);
        return Refusal{.why = Why::code_already_used,
                       .wait = wait_for_next_code(in_force.authenticator->last_step, plan.now())};
    case factor::Verdict::suspended:
        tries.take_back_factor(*ticket.purse);
        return Refusal{.why = Why::factor_suspended,
                       .until = in_force.authenticator->suspended_until};
    case factor::Verdict::accepted: break;
    }
    factor::spend_step(plan.guard, verified.step);
    tries.succeed_factor(*ticket.purse);
    return std::nullopt;
}

// The owner's factor ends an appeal first. Where the phone is said to be stolen, one that it may
// show contests it instead, and resets nothing.
std::optional<Refusal> end_appeals(const Asked& asked, const Hashed& hashed, Plan& plan,
                                   const factor::InForce& in_force, const store::Loaded& loaded) {
    if (asked.services.appeals == nullptr) return std::nullopt;
    account::ProvenFactor proof;
    if (hashed.code) proof.factor = account::FactorUsed::backup_code;
    if (in_force.codes) {
        proof.codes_made_at = in_force.codes->made_at;
        proof.codes_shown_at = in_force.codes->shown_at;
    }
    switch (asked.services.appeals->stepped_up(plan, loaded.rows, appeals_at, proof)) {
    case account::AppealAnswer::nothing:
    case account::AppealAnswer::ended:
    case account::AppealAnswer::reversed: return std::nullopt;
    case account::AppealAnswer::not_enough:
        if (plan.standing().restriction != guard::Restriction::freeze) return std::nullopt;
        break;
    case account::AppealAnswer::contested: break;
    }
    return Refusal{.why = Why::mailed_code_needed};
}

// The password is the new one from here on; everything that stood on the old one ends.
void set_password(const Asked& asked, const factor::InForce& in_force,
                  const account::StoredPassword& old, const account::StoredPassword& next,
                  Plan& plan) {
    if (guard::allowed(guard::Operation::reset_password, plan.standing().restriction) ==
        guard::Permission::veto) {
        guard::end_freeze(plan.guard, plan.now());
    }
    plan.begin_hold(asked.services.settings.hold);
    factor::keep(plan, asked.services.ring, factor::Cause::password, {.password = old});
    plan.save(account::save_password(next));
    // They were sealed under the old password, which nobody has shown.
    if (in_force.codes && in_force.codes->sealed)
        plan.save(factor::save_sealed_codes(*in_force.codes, std::nullopt));
    plan.save(end_all_sessions());
    end_what_hangs_on_the_password(plan);
    plan.line(journal::Kind::password_reset);
    plan.tell(in_force.recipients, outbox::Kind::password_reset, factor::hold_detail(plan));
}

store::Decision<Result<ResetResult>> finish(const Asked& asked, const Ticket& ticket,
                                            const Hashed& hashed, BytesView salt,
                                            const store::Loaded& loaded, Time now) {
    if (const auto refusal = not_now(loaded, now)) return {*refusal, {}, {}};
    Plan plan{asked.who(), loaded, asked.services.ring, asked.client, now};
    factor::InForce in_force{loaded.rows, replaced_from, asked.services.ring, asked.who(), now};
    const auto old = account::read_password(loaded.rows[1]);
    if (!old || in_force.authenticator.has_value() != ticket.has_factor) {
        return {Refusal{.why = Why::changed_meanwhile}, {}, {}};
    }
    const auto next =
        account::new_password(asked.services.pepper, asked.who(), hashed.password, to_bytes(salt),
                              asked.services.settings.hash_cost, now, "link");
    if (ticket.has_factor && !ticket.purse) {
        plan.save(account::spend_link(asked.wanted.link, now));
        plan.save(account::save_pending_password(next));
        plan.line(journal::Kind::password_pending);
        plan.tell(in_force.recipients, outbox::Kind::password_pending);
        return plan.decision(Result<ResetResult>{ResetResult::pending});
    }
    if (!factor::has_room(in_force.kept, plan.standing()))
        return {factor::no_room(plan.standing()), {}, {}};
    Tries tries{plan.budgets, read_browser(loaded.rows[2]), now};
    if (ticket.purse) {
        if (const auto refusal = spend_factor(asked, ticket, hashed, plan, tries, in_force)) {
            if (auto save = tries.changed_browser()) plan.save(*std::move(save));
            return plan.decision(Result<ResetResult>{*refusal});
        }
        if (const auto refusal = end_appeals(asked, hashed, plan, in_force, loaded)) {
            if (auto save = tries.changed_browser()) plan.save(*std::move(save));
            return plan.decision(Result<ResetResult>{*refusal});
        }
    }
    tries.forgive_passwords();
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    plan.save(account::spend_link(asked.wanted.link, now));
    set_password(asked, in_force, *old, next, plan);
    return plan.decision(Result<ResetResult>{ResetResult::changed});
}

}  // namespace

Awaitable<Result<ResetResult>> reset_password(const Services& services, const Client& client,
                                              const NewPassword& wanted) {
    const Asked asked{services, client, wanted};
    auto loads = loads_of(asked);
    store::Decide<Result<Ticket>> first = [&](const store::Loaded& loaded, Time now) {
        return begin(asked, loaded, now);
    };
    const auto begun =
        co_await services.db.change<Result<Ticket>>(asked.who(), loads, std::move(first));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<Ticket>(begun);
    const auto salt = account::new_salt();
    std::function<Hashed()> hash = [&] {
        const auto cost = services.settings.hash_cost;
        Hashed hashed{account::derive_password(wanted.password->text(), salt, cost), {}};
        if (ticket.purse && wanted.code->backup) {
            hashed.code = factor::hash_code(wanted.code->backup->text(), ticket.set_salt, cost);
        }
        return hashed;
    };
    const auto hashed = co_await services.hashes.run<Hashed>(std::move(hash));
    store::Decide<Result<ResetResult>> last = [&](const store::Loaded& loaded, Time now) {
        return finish(asked, ticket, hashed, salt, loaded, now);
    };
    co_return co_await services.db.change<Result<ResetResult>>(asked.who(), std::move(loads),
                                                               std::move(last));
}

}  // namespace sparekey::signin
