#include "recovery/reset_flow.h"

#include <algorithm>

#include "otp/setup_key.h"
#include "recovery/access.h"
#include "recovery/docket.h"
#include "recovery/receipt.h"
#include "recovery/reset_link_table.h"

namespace sparekey::recovery {
namespace {

using account::Client;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Token;
using account::Why;

struct Asked {
    const Office& office;
    const Client& client;
    const ResetAsked& typed;
    [[nodiscard]] AccountId who() const { return typed.link.account(); }
    [[nodiscard]] const account::Services& services() const { return office.services; }
};

// Rows: the link, then the docket's.
std::vector<store::LoadCall> loads_of(const Token& link) {
    std::vector<store::LoadCall> loads{reset_link_of(link)};
    for (auto& call : docket_loads()) loads.push_back(std::move(call));
    return loads;
}

// "a…@example.org": enough for its owner.
std::string masked(const std::string& email) {
    const auto at = email.find('@');
    if (at == std::string::npos || at == 0) return {};
    return email.substr(0, 1) + "\xe2\x80\xa6" + email.substr(at);
}

// The password that the case was opened with, as it is now. A pending one is good as long as the
// account's own is still the one of that time.
std::optional<account::StoredPassword> password_of(const Docket& docket, const Case& c) {
    if (!c.appeal.pending_password) return docket.password;
    const bool stands = docket.password && docket.password->version == c.account_password_version;
    return stands ? c.pending : std::nullopt;
}

// The case of a link that is alive; nullptr where it leads nowhere.
Case* opened_by(Docket& docket, const std::optional<ResetLink>& link, const Plan& plan) {
    if (!link || !link->alive(plan.now())) return nullptr;
    auto* c = docket.find(link->appeal);
    const bool allowed = guard::allowed(guard::Operation::enrol_by_reset_link,
                                        plan.standing().restriction) == guard::Permission::allowed;
    return c != nullptr && c->appeal.state == State::link_sent && allowed ? c : nullptr;
}

struct Ticket {
    account::StoredPassword password;
    int tries = 0;  // With this one.
};

Result<Ticket> begin(const Asked& asked, Plan& plan, Docket& docket,
                     const std::optional<ResetLink>& link) {
    const auto* c = opened_by(docket, link, plan);
    if (c == nullptr) return Refusal{.why = Why::link_invalid};
    if (!is_receipt_of(*c, asked.services().pepper, asked.typed.receipt))
        return Refusal{.why = Why::receipt_wrong};
    const auto password = password_of(docket, *c);
    if (!password || link->tries >= reset_tries_max) return Refusal{.why = Why::link_invalid};
    plan.save(charge_reset_link(asked.typed.link, *link));
    return Ticket{*password, link->tries + 1};
}

factor::Enrolling enrol(const Asked& asked, Plan& plan, const Docket& docket, const Case& c,
                        const account::DerivedPassword& derived, std::int64_t password_version) {
    const auto& settings = asked.services().settings;
    factor::NewKey fresh{otp::new_setup_key(settings.setup_key_characters), {}};
    if (settings.backup_codes_viewable) fresh.wrapping_key = derived.wrapping_key.clone();
    factor::Enrolment enrolment;
    enrolment.purpose = factor::EnrolmentPurpose::reset;
    enrolment.session_id = c.id.value;
    enrolment.password_version = password_version;
    enrolment.started_at = plan.now();
    factor::seal_new_key(enrolment, asked.services().ring, plan.who(), fresh);
    plan.save(factor::save_enrolment(enrolment));
    const auto* primary = account::primary(docket.addresses);
    return {std::move(fresh.key), primary != nullptr ? primary->email : std::string{},
            plan.now() + factor::enrolment_lives};
}

Result<factor::Enrolling> finish(const Asked& asked, const Ticket& ticket,
                                 const account::DerivedPassword& derived, const Token& access,
                                 Plan& plan, Docket& docket, const std::optional<ResetLink>& link) {
    const auto* c = opened_by(docket, link, plan);
    if (c == nullptr) return Refusal{.why = Why::link_invalid};
    const auto password = password_of(docket, *c);
    if (!password || password->version != ticket.password.version)
        return Refusal{.why = Why::changed_meanwhile};
    if (!account::is_password(*password, asked.services().pepper, plan.who(), derived)) {
        plan.line(journal::Kind::password_wrong, "appeal");
        const int left = reset_tries_max - ticket.tries;
        if (left <= 0) static_cast<void>(happen(plan, docket, c->id, {.event = Event::spoiled}));
        return Refusal{.why = Why::password_wrong, .tries_left = left};
    }
    plan.save(end_access(c->id, AccessKind::reset));
    plan.save(save_access(
        access, {c->id, AccessKind::reset, plan.now(), plan.now() + factor::enrolment_lives}));
    return enrol(asked, plan, docket, *c, derived, password->version);
}

}  // namespace

Awaitable<std::optional<ResetNotice>> look_at_reset(const account::Services& services,
                                                    const Token& token, Time now) {
    std::vector<store::LoadCall> loads = loads_of(token);
    const auto loaded = co_await services.db.load(token.account(), std::move(loads));
    if (!loaded.guard) co_return std::nullopt;
    const Client nobody{};
    // What the plan gathers is never saved: nothing changes by looking.
    Plan plan{token.account(), loaded, services.ring, nobody, now};
    Docket docket{services, loaded.rows, 1, plan};
    const auto link = read_reset_link(loaded.rows[0]);
    const auto* c = opened_by(docket, link, plan);
    if (c == nullptr || link->tries >= reset_tries_max) co_return std::nullopt;
    const auto address = std::ranges::find(docket.addresses, c->address, &account::Address::id);
    co_return ResetNotice{link->expires_at, address == docket.addresses.end()
                                                ? std::string{}
                                                : masked(address->email)};
}

Awaitable<Result<ResetBegun>> begin_reset(const Office& office, const Client& client,
                                          const ResetAsked& typed) {
    const Asked asked{office, client, typed};
    const auto& services = office.services;
    auto loads = loads_of(typed.link);
    store::Decide<Result<Ticket>> first = [&](const store::Loaded& loaded,
                                              Time now) -> store::Decision<Result<Ticket>> {
        if (!loaded.guard) return {Refusal{.why = Why::link_invalid}, {}, {}};
        Plan plan{asked.who(), loaded, services.ring, client, now};
        Docket docket{services, loaded.rows, 1, plan};
        auto ticket = begin(asked, plan, docket, read_reset_link(loaded.rows[0]));
        return plan.decision(std::move(ticket));
    };
    const auto begun =
        co_await services.db.change<Result<Ticket>>(asked.who(), loads, std::move(first));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<Ticket>(begun);
    std::function<account::DerivedPassword()> hash = [&] {
        return account::derive_password(typed.password->text(), ticket.password.salt,
                                        ticket.password.cost);
    };
    const auto derived = co_await services.hashes.run<account::DerivedPassword>(std::move(hash));
    const auto access = Token::make(asked.who());
    store::Decide<Result<factor::Enrolling>> last =
        [&](const store::Loaded& loaded, Time now) -> store::Decision<Result<factor::Enrolling>> {
        if (!loaded.guard) return {Refusal{.why = Why::link_invalid}, {}, {}};
        Plan plan{asked.who(), loaded, services.ring, client, now};
        Docket docket{services, loaded.rows, 1, plan};
        auto outcome =
            finish(asked, ticket, derived, access, plan, docket, read_reset_link(loaded.rows[0]));
        return plan.decision(std::move(outcome));
    };
    auto done = co_await services.db.change<Result<factor::Enrolling>>(
        asked.who(), std::move(loads), std::move(last));
    if (const auto* refusal = std::get_if<Refusal>(&done)) co_return *refusal;
    co_return ResetBegun{std::get<factor::Enrolling>(std::move(done)), access.clone()};
}

}  // namespace sparekey::recovery
