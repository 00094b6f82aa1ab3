#include "recovery/veto_flow.h"

#include <algorithm>

#include "account/mailed_code.h"
#include "account/password_table.h"
#include "recovery/proof.h"
#include "recovery/reserve.h"
#include "signin/password_change.h"
#include "signin/password_step.h"
#include "signin/undo_flow.h"

namespace sparekey::recovery {
namespace {

using account::AppealAnswer;
using account::Client;
using account::CodePurpose;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Why;

constexpr std::size_t docket_at = 3;

// Rows: browser, reserves, mailed code, then the docket's.
std::vector<store::LoadCall> loads_of(const Client& client) {
    std::vector<store::LoadCall> loads;
    loads.emplace_back(signin::load_browser, store::Values{client.browser_digest});
    loads.emplace_back(load_reserves);
    loads.push_back(account::mailed_code_of(CodePurpose::appeal, client.browser_digest));
    for (auto& call : docket_loads()) loads.push_back(std::move(call));
    return loads;
}

struct Ticket {
    signin::UndoTicket hashed;  // Passwords and sets that the hash threads try.
    AppealId appeal;            // 0: there is none, and nothing is ever right.
    Bytes purse;
    std::optional<signin::Charge> beyond;  // The reserve was used up: of the ordinary budget.
    bool throttled = false;
};

struct Asked {
    const Office& office;
    const Client& client;
    const VetoAsked& typed;
    AccountId who;
};

// What a veto can end: a case in front, whatever its state. The others follow from it.
const Case* vetoed(const Docket& docket) {
    const auto found = std::ranges::find_if(docket.cases, &Case::in_front);
    return found == docket.cases.end() ? nullptr : &*found;
}

void fill(signin::UndoTicket& ticket, const Docket& docket, const Asked& asked) {
    const auto& services = asked.office.services;
    const auto decoy =
        account::decoy_password(services.pepper, asked.who, services.settings.hash_cost);
    auto& candidates = ticket.password.candidates;
    candidates.push_back(docket.password.value_or(decoy));
    for (const auto& one : docket.factor.kept) {
        if (one.body.password) candidates.push_back(*one.body.password);
    }
    while (candidates.size() < signin::hashed_passwords_min) candidates.push_back(decoy);
    ticket.sets = factor::set_salts(docket.factor.codes, docket.factor.kept);
    if (ticket.sets.empty()) ticket.sets.push_back({0, candidates[0].salt});
}

store::Decision<Ticket> begin(const Asked& asked, const store::Loaded& loaded, Time now) {
    Plan plan{asked.who, loaded, asked.office.services.ring, asked.client, now};
    const Docket docket{asked.office.services, loaded.rows, docket_at, plan};
    Ticket ticket;
    fill(ticket.hashed, docket, asked);
    const auto* c = vetoed(docket);
    if (c == nullptr) return plan.decision(std::move(ticket));
    ticket.appeal = c->id;
    const auto browser = signin::read_browser(loaded.rows[0]);
    if (browser && browser->known()) ticket.purse = browser->digest;
    auto reserve = reserve_of(read_reserves(loaded.rows[1]), c->id, ticket.purse);
    if (reserve.open(now)) {
        reserve.tries.add(now);
        plan.save(save_reserve(reserve));
        return plan.decision(std::move(ticket));
    }
    signin::Tries tries{plan.budgets, browser, now};
    ticket.beyond = tries.charge_factor();
    ticket.throttled = !ticket.beyond->allowed;
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
    return plan.decision(std::move(ticket));
}

// A try that was no guess goes back to where it was charged.
void give_back(Plan& plan, const Ticket& ticket, const store::Loaded& loaded) {
    if (ticket.throttled || ticket.appeal == AppealId{}) return;
    if (!ticket.beyond) {
        auto reserve = reserve_of(read_reserves(loaded.rows[1]), ticket.appeal, ticket.purse);
        reserve.tries.take_back();
        plan.save(save_reserve(reserve));
        return;
    }
    signin::Tries tries{plan.budgets, signin::read_browser(loaded.rows[0]), plan.now()};
    tries.take_back_factor(ticket.beyond->purse);
    if (auto save = tries.changed_browser()) plan.save(*std::move(save));
}

// Whether the mailed code of this browser was right; it is spent or charged.
bool mailed_code_is_right(Plan& plan, const Asked& asked, const store::Loaded& loaded) {
    if (!asked.typed.mailed_code) return false;
    const auto& browser = asked.client.browser_digest;
    const auto stored = account::read_mailed_code(loaded.rows[2]);
    switch (account::judge(stored, asked.office.services.pepper, asked.who, CodePurpose::appeal,
                           browser, *asked.typed.mailed_code, plan.now())) {
    case account::CodeVerdict::accepted:
        plan.save(account::spend_mailed_code(CodePurpose::appeal, browser));
        return true;
    case account::CodeVerdict::wrong:
        plan.save(account::charge_mailed_code(CodePurpose::appeal, browser));
        return false;
    case account::CodeVerdict::expired:
    case account::CodeVerdict::too_many: return false;
    }
    return false;
}

account::ProvenFactor proof_of(const Docket& docket, const factor::Belongs& code, bool attack) {
    account::ProvenFactor proof{.spent_step = code.step, .spent_code = code.code, .attack = attack};
    if (code.code) proof.factor = account::FactorUsed::backup_code;
    if (code.generation != nullptr) proof.generation = code.generation->id.value;
    const auto& set =
        code.generation != nullptr ? code.generation->body.codes : docket.factor.codes;
    if (set) {
        proof.codes_made_at = set->made_at;
        proof.codes_shown_at = set->shown_at;
    }
    return proof;
}

// A code of what is in force is spent like any other. One of a generation is spent with bringing it
// back; where that is not what happens there is no appeal left that it could end once more.
void spend(Plan& plan, const Docket& docket, const factor::Belongs& code) {
    if (code.generation != nullptr) return;
    if (code.code) {
        plan.save(factor::spend_code(*docket.factor.codes, *code.code, plan.now()));
        factor::tell_few_left(plan, docket.factor.recipients, docket.factor.codes->left() - 1);
    } else {
        factor::spend_step(plan.guard, code.step);
    }
}

bool is_last(const Docket& docket, const factor::Belongs& code) {
    return code.generation == nullptr && code.code && docket.factor.codes->left() == 1;
}

Refusal wrong_code(Plan& plan, const Docket& docket, const Ticket& ticket) {
    plan.line(journal::Kind::factor_wrong, "veto");
    plan.tell(docket.factor.recipients, outbox::Kind::factor_wrong_after_password);
    if (ticket.beyond && ticket.beyond->reached) {
        plan.line(journal::Kind::budget_reached, "factor");
        plan.tell(docket.factor.recipients, outbox::Kind::budget_reached);
    }
    return {.why = Why::not_accepted};
}

// After a reversal a replaced password that was typed is the one in force, too.
void bring_back_password(Plan& plan, const factor::Generation& old) {
    auto back = *old.body.password;
    back.version = random_id();
    back.changed_at = plan.now();
    back.changed_by = "undo";
    plan.save(account::save_password(back));
    signin::end_what_hangs_on_the_password(plan);
    plan.save(account::password_is_due());
    plan.save(factor::delete_generation(old.id));
}

Result<Vetoed> decide(Plan& plan, const Asked& asked, const Ticket& ticket,
                      const signin::UndoHashes& hashes, Docket& docket,
                      const store::Loaded& loaded) {
    const auto right = hashes.password
                           ? signin::standing_password(hashes.password->version, docket.password,
                                                       docket.factor.kept)
                           : std::nullopt;
    const auto* c = vetoed(docket);
    if (!right || c == nullptr || c->id != ticket.appeal || ticket.throttled) {
        give_back(plan, ticket, loaded);
        plan.line(journal::Kind::password_wrong, "veto");
        return Refusal{.why = Why::not_accepted};
    }
    const factor::FactorStates states{docket.factor.authenticator, docket.factor.codes,
                                      docket.factor.kept};
    const auto& services = asked.office.services;
    const auto code = factor::whose_code(hashes.code, states, services.ring, services.pepper,
                                         asked.who, plan.now());
    if (!code || (c->appeal.was_reset && code->generation == nullptr))
        return wrong_code(plan, docket, ticket);
    give_back(plan, ticket, loaded);
    if (is_last(docket, *code) && !asked.typed.confirm_last)
        return Refusal{.why = Why::last_backup_code};
    auto proof = proof_of(docket, *code, asked.typed.attack);
    proof.mailed_code = mailed_code_is_right(plan, asked, loaded);
    spend(plan, docket, *code);
    const auto answer = prove(plan, docket, proof, is_in_front);
    if (answer == AppealAnswer::nothing || answer == AppealAnswer::not_enough)
        return Refusal{.why = Why::mailed_code_needed};
    const bool reversed = answer == AppealAnswer::reversed;
    const auto* old = right->generation;
    if (reversed && old != nullptr && old->id.value != docket.find(ticket.appeal)->kept_generation)
        bring_back_password(plan, *old);
    return Vetoed{answer, reversed || (asked.typed.attack && answer == AppealAnswer::ended)};
}

}  // namespace

Awaitable<Result<Vetoed>> veto(const Office& office, const Client& client, const VetoAsked& typed) {
    const auto& services = office.services;
    const auto who = co_await signin::account_or_decoy(services, typed.email);
    const Asked asked{office, client, typed, who};
    auto loads = loads_of(client);
    store::Decide<Ticket> first = [&](const store::Loaded& loaded, Time now) {
        return begin(asked, loaded, now);
    };
    const auto ticket = co_await services.db.change<Ticket>(who, loads, std::move(first));
    std::function<signin::UndoHashes()> hash = [&] {
        return signin::hash_undo(services, who, ticket.hashed, typed.password->text(), typed.code);
    };
    const auto hashes = co_await services.hashes.run<signin::UndoHashes>(std::move(hash));
    store::Decide<Result<Vetoed>> last = [&](const store::Loaded& loaded, Time now) {
        Plan plan{who, loaded, services.ring, client, now};
        Docket docket{services, loaded.rows, docket_at, plan};
        auto outcome = decide(plan, asked, ticket, hashes, docket, loaded);
        return plan.decision(std::move(outcome));
    };
    co_return co_await services.db.change<Result<Vetoed>>(who, std::move(loads), std::move(last));
}

}  // namespace sparekey::recovery
