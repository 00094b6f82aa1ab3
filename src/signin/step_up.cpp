#include "signin/step_up.h"

#include "account/address_table.h"
#include "account/password_table.h"
#include "factor/replaced.h"

namespace sparekey::signin {
namespace {

using account::FactorUsed;
using account::Plan;

struct Rows {
    std::optional<Session> session;
    std::optional<account::StoredPassword> password;
    std::optional<factor::Authenticator> authenticator;
    std::optional<factor::BackupCodes> codes;
    std::optional<Browser> browser;
    std::vector<std::string> recipients;

    Rows(const store::Loaded& loaded, Time now)
        : session(read_session(loaded.rows[0])),
          password(account::read_password(loaded.rows[1])),
          authenticator(factor::read_authenticator(loaded.rows[2])),
          codes(factor::read_backup_codes(loaded.rows[3])),
          browser(read_browser(loaded.rows[4])),
          recipients(account::recipients(account::read_addresses(loaded.rows[5]), now)) {}
};

// After "my phone was stolen" a backup code may replace even in the hold: the table has a row of
// its own for it.
guard::Operation operation_of(const StepUpAsked& asked, const Rows& rows, Time now) {
    if (asked.operation != guard::Operation::replace_factor || !rows.authenticator)
        return asked.operation;
    const bool suspended = now < rows.authenticator->suspended_until;
    const bool by_backup_code = (asked.proof.code && asked.proof.code->backup) ||
                                (rows.session && rows.session->method == Method::backup_code);
    return suspended && by_backup_code ? guard::Operation::replace_after_stolen : asked.operation;
}

// nullopt when this session may do this operation now.
std::optional<Refusal> not_now(const StepUpAsked& asked, const Rows& rows,
                               const store::Loaded& loaded, Time now) {
    if (!loaded.guard || !rows.session || !alive(*rows.session, asked.services.settings, now) ||
        !rows.password) {
        return Refusal{.why = Why::not_signed_in};
    }
    const auto standing = guard::standing(*loaded.guard, now);
    const auto permission = guard::allowed(operation_of(asked, rows, now), standing.restriction);
    if (permission == guard::Permission::allowed) return std::nullopt;
    return Refusal{
        .why = Why::restricted, .until = standing.until, .restriction = standing.restriction};
}

bool factor_needed(const StepUpAsked& asked, const Rows& rows) {
    if (!rows.authenticator) return false;
    return !(asked.password_alone_after_backup_code && rows.session->method == Method::backup_code);
}

// What is wrong with the kind of proof, before anything is charged.
std::optional<Refusal> wrong_kind(const StepUpAsked& asked, const Rows& rows, Time now) {
    if (!factor_needed(asked, rows)) return std::nullopt;
    if (!asked.proof.code) return Refusal{.why = Why::code_needed};
    if (asked.proof.code->backup) {
        if (!asked.backup_code_counts) return Refusal{.why = Why::backup_code_not_enough};
        if (!rows.codes) return Refusal{.why = Why::changed_meanwhile};
        return std::nullopt;
    }
    if (now < rows.authenticator->suspended_until) {
        return Refusal{.why = Why::factor_suspended, .until = rows.authenticator->suspended_until};
    }
    return std::nullopt;
}

void tell_reached(Plan& plan, const Rows& rows, std::string_view which) {
    plan.line(journal::Kind::budget_reached, std::string{which});
    plan.tell(rows.recipients, outbox::Kind::budget_reached);
}

Refusal wrong_code(Plan& plan, const Rows& rows) {
    plan.line(journal::Kind::factor_wrong, "step_up");
    plan.tell(rows.recipients, outbox::Kind::factor_wrong_after_password);
    return {.why = Why::code_wrong};
}

// Puts what spends the code into the plan; a refusal says why there is nothing to spend.
std::optional<Refusal> spend(const StepUpAsked& asked, const StepUpTicket& ticket,
                             const StepUpHashes& hashes, Plan& plan, Tries& tries, const Rows& rows,
                             account::Proven& proven) {
    const auto purse = *ticket.factor_purse;
    if (hashes.code) {
        const auto found =
            factor::match(*rows.codes, asked.services.pepper, plan.who(), *hashes.code);
        if (!found) return wrong_code(plan, rows);
        const bool last = rows.codes->left() == 1 && !asked.proof.confirm_last;
        if (!found->is_good() || last) {
            tries.take_back_factor(purse);
            return Refusal{.why = factor::why_not(*found)};
        }
        plan.save(factor::spend_code(*rows.codes, found->index, plan.now()));
        proven.spent_code = found->index;
        factor::tell_few_left(plan, rows.recipients, rows.codes->left() - 1);
        tries.succeed_factor(purse);
        return std::nullopt;
    }
    const auto typed = asked.proof.code->one_time.value_or(std::string{});
    const auto verified =
        factor::verify(*rows.authenticator, asked.services.ring, plan.who(), typed, plan.now());
    switch (verified.verdict) {
    case factor::Verdict::accepted:
        factor::spend_step(plan.guard, verified.step);
        proven.spent_step = verified.step;
        tries.succeed_factor(purse);
        return std::nullopt;
    case factor::Verdict::already_used:
        tries.take_back_factor(purse);
        return Refusal{.why = Why::code_already_used,
                       .wait = wait_for_next_code(rows.authenticator->last_step, plan.now())};
    case factor::Verdict::suspended:
        tries.take_back_factor(purse);
        return Refusal{.why = Why::factor_suspended, .until = rows.authenticator->suspended_until};
    case factor::Verdict::wrong: break;
    }
    return wrong_code(plan, rows);
}

// Whether nothing that was looked at in `begin` has changed since.
bool unchanged(const StepUpTicket& ticket, const Rows& rows) {
    const auto authenticator = rows.authenticator ? rows.authenticator->version : 0;
    const auto set = rows.codes ? rows.codes->version : 0;
    return rows.password->version == ticket.password.version &&
           authenticator == ticket.authenticator_version && set == ticket.set_version;
}

}  // namespace

std::vector<store::LoadCall> step_up_loads(const StepUpAsked& asked) {
    return {{load_session, {asked.session.digest()}},
            account::load_password,
            factor::load_authenticator,
            factor::load_backup_codes,
            {load_browser, {asked.client.browser_digest}},
            account::load_addresses};
}

store::Decision<Result<StepUpTicket>> begin_step_up(const StepUpAsked& asked,
                                                    const store::Loaded& loaded, Time now) {
    const Rows rows{loaded, now};
    if (const auto refusal = not_now(asked, rows, loaded, now)) return {*refusal, {}, {}};
    if (const auto refusal = wrong_kind(asked, rows, now)) return {*refusal, {}, {}};

    Plan plan{asked.session.account(), loaded, asked.services.ring, asked.client, now};
    Tries tries{plan.budgets, rows.browser, now};
    const auto password = tries.charge_password();
    if (!password.allowed) return {Refusal{.why = Why::too_many_tries}, {}, {}};
    if (password.reached) tell_reached(plan, rows, "password");

    StepUpTicket ticket{*rows.password, password.purse};
    if (factor_needed(asked, rows)) {
        const auto charge = tries.charge_factor();
        if (!charge.allowed)
            return {Refusal{.why = Why::too_many_tries, .until = charge.next}, {}, {}};
        if (charge.reached) tell_reached(plan, rows, "factor");
        ticket.factor_purse = charge.purse;
    }
    if (rows.authenticator) ticket.authenticator_version = rows.authenticator->version;
    if (rows.codes) {
        ticket.set_version = rows.codes->version;
        ticket.set_salt = rows.codes->set_salt;
    }
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    return plan.decision(Result<StepUpTicket>{std::move(ticket)});
}

StepUpHashes hash_step_up(const StepUpAsked& asked, const StepUpTicket& ticket) {
    StepUpHashes hashes;
    hashes.password = account::derive_password(asked.proof.password->text(), ticket.password.salt,
                                               ticket.password.cost);
    hashes.password_right = account::is_password(ticket.password, asked.services.pepper,
                                                 asked.session.account(), hashes.password);
    const bool backup_code = ticket.factor_purse && asked.proof.code->backup;
    if (hashes.password_right && backup_code) {
        hashes.code = factor::hash_code(asked.proof.code->backup->text(), ticket.set_salt,
                                        asked.services.settings.hash_cost);
    }
    return hashes;
}

Result<StepUpProven> prove_step_up(const StepUpAsked& asked, const StepUpTicket& ticket,
                                   const StepUpHashes& hashes, Plan& plan,
                                   const store::Loaded& loaded) {
    const Rows rows{loaded, plan.now()};
    if (const auto refusal = not_now(asked, rows, loaded, plan.now())) return *refusal;
    if (!unchanged(ticket, rows)) return Refusal{.why = Why::changed_meanwhile};

    Tries tries{plan.budgets, rows.browser, plan.now()};
    StepUpProven done{*rows.session, {}};
    std::optional<Refusal> refusal;
    if (!hashes.password_right) {
        // The code was not looked at, so its charge goes back; the password's stays.
        if (ticket.factor_purse) tries.take_back_factor(*ticket.factor_purse);
        plan.line(journal::Kind::password_wrong, "step_up");
        refusal = Refusal{.why = Why::password_wrong};
    } else {
        tries.succeed_password(ticket.password_purse);
        if (ticket.factor_purse)
            refusal = spend(asked, ticket, hashes, plan, tries, rows, done.proven);
    }
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    if (refusal) return *refusal;

    done.proven.session_method = rows.session->method;
    done.proven.session_id = rows.session->id.value;
    done.proven.password = &hashes.password;
    done.proven.stored_password = *rows.password;
    done.proven.suspended = rows.authenticator && plan.now() < rows.authenticator->suspended_until;
    if (ticket.factor_purse) {
        done.proven.factor = hashes.code ? FactorUsed::backup_code : FactorUsed::one_time_code;
    }
    return done;
}

void end_appeals(const Services& services, Plan& plan, const store::Loaded& loaded,
                 std::size_t appeals_at, const account::Proven& proven) {
    account::ProvenFactor proof{.factor = proven.factor, .spent_step = proven.spent_step};
    if (proven.factor == FactorUsed::none) {
        // In a session that began with a backup code the password alone replaces.
        if (proven.session_method != Method::backup_code) return;
        proof.factor = FactorUsed::backup_code;
    }
    if (const auto codes = factor::read_backup_codes(loaded.rows[3])) {
        proof.codes_made_at = codes->made_at;
        proof.codes_shown_at = codes->shown_at;
    }
    // Where the phone is said to be stolen its code may end nothing; the step-up goes on.
    static_cast<void>(services.appeals->stepped_up(plan, loaded.rows, appeals_at, proof));
}

}  // namespace sparekey::signin
