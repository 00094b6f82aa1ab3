#include "signin/undo_flow.h"

#include "account/address_table.h"
#include "account/open_appeals.h"
#include "account/password_table.h"
#include "factor/enrolment.h"
#include "factor/readiness.h"
#include "factor/replaced.h"
#include "signin/challenge.h"
#include "signin/password_change.h"
#include "signin/password_step.h"
#include "signin/session.h"

namespace sparekey::signin {

using account::Plan;

namespace {

struct Rows {
    std::optional<account::StoredPassword> password;
    std::optional<Browser> browser;
    std::vector<std::string> recipients;
    std::vector<factor::Generation> kept;
    std::optional<factor::Authenticator> authenticator;
    std::optional<factor::BackupCodes> codes;

    Rows(const store::Loaded& loaded, const crypto::KeyRing& ring, AccountId who, Time now)
        : password(account::read_password(loaded.rows[0])),
          browser(read_browser(loaded.rows[1])),
          recipients(account::recipients(account::read_addresses(loaded.rows[2]), now)),
          kept(factor::read_generations(loaded.rows[3], ring, who, now)),
          authenticator(factor::read_authenticator(loaded.rows[4])),
          codes(factor::read_backup_codes(loaded.rows[5])) {}

    [[nodiscard]] factor::FactorStates states() const { return {authenticator, codes, kept}; }
};

// The codes as they are kept from now on: viewable only where the password that was just typed,
// which is the one in force afterwards, opens them.
factor::BackupCodes for_password(factor::BackupCodes set, const FinishUndo& asked) {
    const auto& key = asked.hashes.password->derived.wrapping_key;
    if (set.sealed && !factor::view(set, asked.services.ring, asked.who, key)) {
        set.sealed = std::nullopt;
    }
    return set;
}

void bring_back_password(Plan& plan, const FinishUndo& asked, const Rows& rows,
                         const factor::Generation& old) {
    if (rows.password) {
        factor::keep(plan, asked.services.ring, factor::Cause::undo, {.password = rows.password});
    }
    auto back = *old.body.password;
    back.version = random_id();
    back.changed_at = plan.now();
    back.changed_by = "undo";
    plan.save(account::save_password(back));
    end_what_hangs_on_the_password(plan);
    plan.save(factor::delete_generation(old.id));
}

// Returns whether the authenticator changed too.
bool bring_back_factor(Plan& plan, const FinishUndo& asked, const Rows& rows,
                       const factor::Belongs& code) {
    factor::keep(plan, asked.services.ring, factor::Cause::undo,
                 {.authenticator = rows.authenticator, .codes = rows.codes});
    const auto back = factor::restored(code, rows.states(), plan.now());
    if (back.authenticator) plan.save(factor::save_authenticator(plan.guard, *back.authenticator));
    if (back.codes) plan.save(factor::save_backup_codes(for_password(*back.codes, asked)));
    plan.save(factor::save_written({.drill_due_at = plan.now() + factor::first_drill_after}));
    plan.save(factor::delete_generation(code.generation->id));
    return back.authenticator.has_value();
}

// A code of what is in force is spent like any other; the codes beside it stay, viewable or not.
void spend_present(Plan& plan, const FinishUndo& asked, const Rows& rows,
                   const factor::Belongs& code) {
    if (code.code) {
        plan.save(factor::spend_code(*rows.codes, *code.code, plan.now()));
    } else {
        factor::spend_step(plan.guard, code.step);
    }
    if (!rows.codes) return;
    const auto kept = for_password(*rows.codes, asked);
    if (kept.sealed != rows.codes->sealed) {
        plan.save(factor::save_sealed_codes(*rows.codes, kept.sealed));
    }
}

constexpr std::size_t appeals_at = 6;

account::AppealAnswer ask_appeals(Plan& plan, const FinishUndo& asked, const Rows& rows,
                                  const factor::Belongs& code) {
    if (asked.services.appeals == nullptr) return account::AppealAnswer::nothing;
    account::ProvenFactor proof{.spent_step = code.step, .spent_code = code.code};
    const auto& set = code.generation != nullptr ? code.generation->body.codes : rows.codes;
    if (code.code) proof.factor = account::FactorUsed::backup_code;
    if (code.generation != nullptr) proof.generation = code.generation->id.value;
    if (set) {
        proof.codes_made_at = set->made_at;
        proof.codes_shown_at = set->shown_at;
    }
    return asked.services.appeals->proven(plan, asked.rows, appeals_at, proof);
}

// What an appeal's reset had brought is taken back by the appeal itself. What is left is the
// password, where an old one was typed that the reset had not replaced.
Undone after_reversal(Plan& plan, const FinishUndo& asked, const Rows& rows,
                      const StandingPassword& password, const factor::Belongs& code) {
    const auto* old = password.generation;
    const bool is_its_own = old != nullptr && old == code.generation;
    if (old != nullptr && !is_its_own) {
        bring_back_password(plan, asked, rows, *old);
        plan.save(account::password_is_due());
    }
    return {.password = old != nullptr,
            .authenticator = true,
            .backup_codes = true,
            .hold_until = factor::hold_end(plan.guard)};
}

Undone undo_both(Plan& plan, const FinishUndo& asked, const Rows& rows,
                 const StandingPassword& password, const factor::Belongs& code) {
    Undone done;
    plan.begin_hold(asked.services.settings.hold);
    if (password.generation != nullptr) {
        bring_back_password(plan, asked, rows, *password.generation);
        done.password = true;
    }
    if (code.generation != nullptr) {
        done.authenticator = bring_back_factor(plan, asked, rows, code);
        done.backup_codes = true;
    } else {
        spend_present(plan, asked, rows, code);
    }
    done.hold_until = factor::hold_end(plan.guard);
    plan.save(factor::drop_enrolment());
    plan.save(end_all_challenges());
    plan.save(end_all_sessions());
    const bool both = done.password && done.backup_codes;
    plan.line(journal::Kind::change_undone, both            ? "password factor"
                                            : done.password ? "password"
                                                            : "factor");
    plan.tell(rows.recipients, outbox::Kind::change_undone, factor::hold_detail(plan));
    return done;
}

Refusal refuse_code(Plan& plan, const UndoTicket& ticket, const Rows& rows) {
    plan.line(journal::Kind::factor_wrong, "undo");
    plan.tell(rows.recipients, outbox::Kind::factor_wrong_after_password);
    if (ticket.factor->reached) {
        plan.line(journal::Kind::budget_reached, "factor");
        plan.tell(rows.recipients, outbox::Kind::budget_reached);
    }
    return {.why = Why::not_accepted};
}

Result<Undone> decide(Plan& plan, const FinishUndo& asked, const Rows& rows, Tries& tries) {
    const auto& [services, who, client, ticket, hashes, all_rows] = asked;
    const auto right = hashes.password
                           ? standing_password(hashes.password->version, rows.password, rows.kept)
                           : std::nullopt;
    const bool charged = ticket.factor && ticket.factor->allowed;
    if (!right) {
        // The code was not looked at, so its charge goes back; the password's stays.
        if (charged) tries.take_back_factor(ticket.factor->purse);
        plan.line(journal::Kind::password_wrong, "undo");
        return Refusal{.why = Why::not_accepted};
    }
    settle_any_password(tries, ticket.password, *right);
    if (!charged) return Refusal{.why = Why::not_accepted};

    const auto code = factor::whose_code(hashes.code, rows.states(), services.ring, services.pepper,
                                         who, plan.now());
    if (!code) return refuse_code(plan, ticket, rows);
    // An old code refills nothing: else it would buy tries at the present one.
    if (right->in_force && code->generation == nullptr) {
        tries.take_back_factor(ticket.factor->purse);
        return Refusal{.why = Why::nothing_to_undo};
    }
    if (code->generation == nullptr) {
        tries.succeed_factor(ticket.factor->purse);
    } else {
        tries.take_back_factor(ticket.factor->purse);
    }
    switch (ask_appeals(plan, asked, rows, *code)) {
    case account::AppealAnswer::nothing:
    case account::AppealAnswer::ended: break;
    case account::AppealAnswer::reversed: return after_reversal(plan, asked, rows, *right, *code);
    case account::AppealAnswer::contested:
    case account::AppealAnswer::not_enough: return Refusal{.why = Why::mailed_code_needed};
    }
    return undo_both(plan, asked, rows, *right, *code);
}

}  // namespace

std::vector<store::LoadCall> undo_loads(const Services& services, const Client& client) {
    std::vector<store::LoadCall> loads{
        account::load_password,     {load_browser, {client.browser_digest}},
        account::load_addresses,    factor::load_generations,
        factor::load_authenticator, factor::load_backup_codes};
    if (services.appeals == nullptr) return loads;
    for (auto& call : services.appeals->loads()) loads.push_back(std::move(call));
    return loads;
}

store::Decision<UndoTicket> begin_undo(const Services& services, AccountId who,
                                       const Client& client, const store::Loaded& loaded,
                                       Time now) {
    Plan plan{who, loaded, services.ring, client, now};
    const Rows rows{loaded, services.ring, who, now};
    Tries tries{plan.budgets, rows.browser, now};
    UndoTicket ticket;
    ticket.password =
        charge_any_password(services, plan, tries, loaded.rows[0], rows.kept, rows.recipients);
    if (!ticket.password.throttled) ticket.factor = tries.charge_factor();
    ticket.sets = factor::set_salts(rows.codes, rows.kept);
    // An account without any set hashes a code as long as one with a set does.
    if (ticket.sets.empty()) ticket.sets.push_back({0, ticket.password.candidates[0].salt});
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    return plan.decision(std::move(ticket));
}

UndoHashes hash_undo(const Services& services, AccountId who, const UndoTicket& ticket,
                     std::string_view password, const TypedCode& typed) {
    UndoHashes hashes;
    hashes.password = hash_any_password(services, who, ticket.password, password);
    hashes.code.one_time = typed.one_time;
    if (!typed.backup) return hashes;
    // Also after a wrong password, so that the time does not tell a right one.
    for (const auto& set : ticket.sets) {
        hashes.code.backup.push_back({set.version, factor::hash_code(typed.backup->text(), set.salt,
                                                                     services.settings.hash_cost)});
    }
    return hashes;
}

store::Decision<Result<Undone>> finish_undo(const FinishUndo& asked, const store::Loaded& loaded,
                                            Time now) {
    Plan plan{asked.who, loaded, asked.services.ring, asked.client, now};
    const Rows rows{loaded, asked.services.ring, asked.who, now};
    Tries tries{plan.budgets, rows.browser, now};
    auto outcome = decide(plan, asked, rows, tries);
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    return plan.decision(std::move(outcome));
}

Awaitable<Result<Undone>> undo(const Services& services, const Client& client, std::string email,
                               std::shared_ptr<const crypto::Secret> password, TypedCode code) {
    const auto who = co_await account_or_decoy(services, std::move(email));
    store::Decide<UndoTicket> begin = [&](const store::Loaded& loaded, Time now) {
        return begin_undo(services, who, client, loaded, now);
    };
    auto loads = undo_loads(services, client);
    const auto ticket = co_await services.db.change<UndoTicket>(who, loads, std::move(begin));
    std::function<UndoHashes()> hash = [&] {
        return hash_undo(services, who, ticket, password->text(), code);
    };
    const auto hashes = co_await services.hashes.run<UndoHashes>(std::move(hash));
    store::Decide<Result<Undone>> finish = [&](const store::Loaded& loaded, Time now) {
        return finish_undo({services, who, client, ticket, hashes, loaded.rows}, loaded, now);
    };
    co_return co_await services.db.change<Result<Undone>>(who, std::move(loads), std::move(finish));
}

}  // namespace sparekey::signin
