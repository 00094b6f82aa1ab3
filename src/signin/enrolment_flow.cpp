#include "signin/enrolment_flow.h"

#include "account/address_table.h"
#include "account/link.h"
#include "account/mailed_code.h"
#include "account/notice.h"
#include "account/password_table.h"
#include "factor/readiness.h"
#include "factor/replaced.h"
#include "signin/browser.h"
#include "signin/challenge.h"
#include "signin/signed_in.h"

namespace sparekey::signin {

using account::Client;
using account::CodePurpose;
using account::Done;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Services;
using account::Token;
using account::Why;
using factor::EnrolmentPurpose;

namespace {

struct Rows {
    std::optional<factor::Enrolment> enrolment;
    std::optional<account::StoredPassword> password;
    factor::InForce old;

    Rows(const std::vector<store::Rows>& rows, const crypto::KeyRing& ring, const Plan& plan)
        : enrolment(factor::read_enrolment(rows.at(0))),
          password(account::read_password(rows.at(1))),
          old(rows, 2, ring, plan.who(), plan.now()) {}

    [[nodiscard]] std::int64_t authenticator_version() const {
        return old.authenticator ? old.authenticator->version : 0;
    }
    [[nodiscard]] std::int64_t set_version() const { return old.codes ? old.codes->version : 0; }
};

// nullopt when this enrolment may be confirmed in this session now.
std::optional<Refusal> not_now(const Rows& rows, const Plan& plan, const Session& session) {
    const auto& enrolment = rows.enrolment;
    const bool ours = enrolment && enrolment->session_id == session.id.value && rows.password &&
                      enrolment->password_version == rows.password->version;
    if (!ours || !enrolment->alive(plan.now())) return Refusal{.why = Why::no_enrolment};
    const auto standing = plan.standing();
    const auto operation = factor::operation_of(enrolment->purpose);
    if (guard::allowed(operation, standing.restriction) != guard::Permission::allowed) {
        return Refusal{
            .why = Why::restricted, .until = standing.until, .restriction = standing.restriction};
    }
    const bool first = enrolment->purpose == EnrolmentPurpose::enable;
    if (first == rows.old.authenticator.has_value()) return Refusal{.why = Why::changed_meanwhile};
    if (!first && !factor::has_room(rows.old.kept, standing)) return factor::no_room(standing);
    return std::nullopt;
}

// A first enabling replaces nothing, so nothing is on hold; "it was not me" undoes it instead.
void tell_enabled(Plan& plan, const Rows& rows, const Session& session) {
    // Browsers that are known by a password alone would each bring tries at the factor: whoever
    // knew the password before could have made any number of them. This one has just given a code.
    plan.save(forget_other_browsers(session.browser_digest));
    // An older link would undo this enabling, too.
    plan.save(account::stop_links(account::LinkPurpose::not_me, plan.now()));
    plan.line(journal::Kind::factor_enabled);
    account::tell_with_not_me(plan, rows.old.recipients, outbox::Kind::factor_enabled);
}

void tell_replaced(const Services& services, Plan& plan, const Rows& rows) {
    factor::begin_cool_down(plan, services, factor::Cause::replace,
                            {.authenticator = rows.old.authenticator, .codes = rows.old.codes});
    plan.line(journal::Kind::factor_replaced);
    account::tell_with_not_me(plan, rows.old.recipients, outbox::Kind::factor_replaced,
                              factor::hold_detail(plan));
}

// The session goes on under a new token: its person has just given a code of the new authenticator.
Session confirmed(const Session& session, const Token& next, Time now) {
    auto after = rotated(session, next, now);
    after.level = 2;
    after.method = Method::authenticator;
    return after;
}

}  // namespace

Awaitable<Result<CodeSent>> mail_enable_code(const Services& services, const Client& client,
                                             const Token& session) {
    std::vector<store::LoadCall> loads;
    loads.emplace_back(factor::load_authenticator);
    loads.emplace_back(load_browser, store::Values{client.browser_digest});
    loads.emplace_back(account::load_addresses);
    DecideSignedIn<CodeSent> decide =
        [&](Plan& plan, const Session&, const std::vector<store::Rows>& rows) -> Result<CodeSent> {
        if (!rows[0].empty()) return Refusal{.why = Why::factor_already_enabled};
        const auto addresses = account::read_addresses(rows[2]);
        const auto* primary = account::primary(addresses);
        ENSURE(primary != nullptr);
        Tries tries{plan.budgets, read_browser(rows[1]), plan.now()};
        if (const auto next = tries.charge_owner_mail()) {
            return Refusal{.why = Why::too_many_mails, .until = *next};
        }
        if (auto save = tries.changed_browser()) plan.save(*std::move(save));
        const auto code = account::draw_mailed_code();
        const auto digest = account::mailed_code_digest(
            services.pepper, plan.who(), CodePurpose::enable, client.browser_digest, code.text());
        plan.save(account::save_mailed_code(CodePurpose::enable, client.browser_digest,
                                            {digest, plan.now(), 0, {}}));
        plan.tell({primary->email}, outbox::Kind::enable_code, {}, &code);
        return CodeSent{plan.now() + account::mailed_code_lives};
    };
    co_return co_await change_signed_in<CodeSent>(services, client, session,
                                                  guard::Operation::enable_factor, std::move(loads),
                                                  std::move(decide));
}

std::vector<store::LoadCall> confirm_loads() {
    std::vector<store::LoadCall> loads{factor::load_enrolment, account::load_password};
    for (auto& call : factor::replaced_loads()) loads.push_back(std::move(call));
    return loads;
}

Result<ConfirmTicket> begin_confirm(const Confirm& asked, std::string_view typed, Plan& plan,
                                    const Session& session,
                                    const std::vector<store::Rows>& loaded) {
    const auto& ring = asked.services.ring;
    const Rows rows{loaded, ring, plan};
    if (const auto refusal = not_now(rows, plan, session)) return *refusal;
    auto enrolment = *rows.enrolment;
    if (enrolment.tries >= factor::enrolment_tries_max) {
        return Refusal{.why = Why::too_many_tries};
    }
    plan.save(factor::charge_enrolment(enrolment));
    ++enrolment.tries;
    const auto fresh = factor::open_new_key(enrolment, ring, plan.who());
    // Nothing of this key was accepted before, and it can only be right or wrong.
    const auto verified = factor::verify_key(fresh.key.view(), 0, typed, plan.now());
    if (verified.verdict != factor::Verdict::accepted) {
        return Refusal{.why = Why::code_wrong,
                       .tries_left = factor::enrolment_tries_max - enrolment.tries};
    }
    return ConfirmTicket{std::move(enrolment), verified.step, rows.authenticator_version(),
                         rows.set_version()};
}

Result<Done> finish_confirm(const Confirm& asked, const ConfirmTicket& ticket,
                            const factor::BackupCodes& made, Plan& plan, const Session& session,
                            const std::vector<store::Rows>& loaded) {
    const auto& services = asked.services;
    const Rows rows{loaded, services.ring, plan};
    if (const auto refusal = not_now(rows, plan, session)) return *refusal;
    const bool unchanged = rows.enrolment->version == ticket.enrolment.version &&
                           rows.authenticator_version() == ticket.authenticator_version &&
                           rows.set_version() == ticket.set_version;
    if (!unchanged) return Refusal{.why = Why::changed_meanwhile};

    plan.save(factor::spend_enrolment(*rows.enrolment));
    const bool first = ticket.enrolment.purpose == EnrolmentPurpose::enable;
    if (first) {
        tell_enabled(plan, rows, session);
    } else {
        tell_replaced(services, plan, rows);
    }
    const auto fresh = factor::open_new_key(ticket.enrolment, services.ring, plan.who());
    plan.save(factor::save_authenticator(
        plan.guard, {random_id(), factor::seal_key(services.ring, plan.who(), fresh.key.view()),
                     ticket.step, plan.now(), Time{}}));
    auto set = made;
    set.made_at = plan.now();
    set.shown_at = plan.now();
    plan.save(factor::save_backup_codes(set));
    plan.save(factor::save_written({.drill_due_at = plan.now() + factor::first_drill_after}));
    plan.save(end_all_challenges());
    plan.save(end_other_sessions(session.id));
    plan.save(end_session(session.token_digest));
    plan.save(save_session(confirmed(session, asked.next, plan.now())));
    return Done{};
}

Awaitable<Result<Confirmed>> confirm_enrolment(const Services& services, const Client& client,
                                               const Token& session, std::string_view typed) {
    auto next = Token::make(session.account(), services.realm);
    const Confirm asked{services, session, next};
    DecideSignedIn<ConfirmTicket> begin = [&](Plan& plan, const Session& found,
                                              const std::vector<store::Rows>& rows) {
        return begin_confirm(asked, typed, plan, found, rows);
    };
    auto begin_loads = confirm_loads();
    const auto begun = co_await change_signed_in<ConfirmTicket>(
        services, client, session, guard::Operation::use_session, std::move(begin_loads),
        std::move(begin));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<ConfirmTicket>(begun);

    auto codes = otp::draw_backup_codes();
    std::function<factor::BackupCodes()> hash = [&] {
        const auto fresh = factor::open_new_key(ticket.enrolment, services.ring, session.account());
        const auto* key = fresh.wrapping_key.empty() ? nullptr : &fresh.wrapping_key;
        return factor::make_set(codes, services.pepper, services.ring, session.account(), key,
                                services.settings.hash_cost, Time{});
    };
    const auto made = co_await services.hashes.run<factor::BackupCodes>(std::move(hash));

    DecideSignedIn<Done> finish = [&](Plan& plan, const Session& found,
                                      const std::vector<store::Rows>& rows) {
        return finish_confirm(asked, ticket, made, plan, found, rows);
    };
    auto finish_loads = confirm_loads();
    const auto finished =
        co_await change_signed_in<Done>(services, client, session, guard::Operation::use_session,
                                        std::move(finish_loads), std::move(finish));
    if (const auto* refusal = std::get_if<Refusal>(&finished)) co_return *refusal;
    co_return Confirmed{std::move(codes), std::move(next)};
}

}  // namespace sparekey::signin
