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

Ticket ticket_of(const Asked& asked, const store::Loaded& loaded, Time now) {
    Plan plan{asked.who, loaded, asked.office.services.ring, asked.client, now};
    const Docket docket{asked.office.services, loaded.rows, docket_at, plan};
    Ticket ticket;
    fill(ticket.hashed, docket, asked);
    if (const auto* c = vetoed(docket)) ticket.appeal = c->id;
    return ticket;
}

// Who pays for a try: the reserve, and past it the ordinary tries of sign-in. Charged in the change
// that compares, so that tries in flight hold up nobody, and only where one of the two was right:
// with neither nothing is learned, and with one the other can be guessed.
class Tab {
   public:
    Tab(Plan& plan, const std::optional<signin::Browser>& browser,
        const std::vector<Reserve>& reserves, AppealId appeal)
        : plan_(plan),
          tries_(plan.budgets, browser, plan.now()),
          reserve_(reserve_of(reserves, appeal,
                              browser && browser->known() ? browser->digest : Bytes{})) {
        if (reserve_.open(plan.now())) return;
        password_ = tries_.charge_password();
        factor_ = tries_.charge_factor();
    }

    // Where it is closed a right try is a wrong one.
    [[nodiscard]] bool open() const {
        return !password_ || (password_->allowed && factor_->allowed);
    }

    // Whether the last of these tries was used up.
    bool settle(bool password_right, bool code_right) {
        const bool charged = open() && password_right != code_right;
        if (!password_) {
            if (!charged) return false;
            reserve_.tries.add(plan_.now());
            plan_.save(save_reserve(reserve_));
            return false;
        }
        if (password_->allowed && !(charged && code_right))
            tries_.take_back_password(password_->purse);
        if (factor_->allowed && !(charged && password_right))
            tries_.take_back_factor(factor_->purse);
        if (auto save = tries_.changed_browser()) plan_.save(*std::move(save));
        return charged && (password_right ? factor_->reached : password_->reached);
    }

   private:
    Plan& plan_;
    signin::Tries tries_;
    Reserve reserve_;
    std::optional<signin::Charge> password_, factor_;  // The reserve was used up.
};

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

// Whatever was wrong, the answer is the same. The owner hears of a wrong code after the right
// password each time, and of either once the ordinary tries are used up.
Refusal refused(Plan& plan, const Docket& docket, Tab& tab, bool password_right, bool code_right) {
    const bool reached = tab.settle(password_right, code_right);
    const auto& recipients = docket.factor.recipients;
    plan.line(password_right ? journal::Kind::factor_wrong : journal::Kind::password_wrong, "veto");
    if (password_right) plan.tell(recipients, outbox::Kind::factor_wrong_after_password);
    if (reached) {
        plan.line(journal::Kind::budget_reached, password_right ? "factor" : "password");
        plan.tell(recipients, outbox::Kind::budget_reached);
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
    if (c == nullptr || c->id != ticket.appeal) {
        plan.line(journal::Kind::password_wrong, "veto");
        return Refusal{.why = Why::not_accepted};
    }
    const factor::FactorStates states{docket.factor.authenticator, docket.factor.codes,
                                      docket.factor.kept};
    const auto& services = asked.office.services;
    const auto code = factor::whose_code(hashes.code, states, services.ring, services.pepper,
                                         asked.who, plan.now());
    const bool code_right = code && (!c->appeal.was_reset || code->generation != nullptr);
    Tab tab{plan, signin::read_browser(loaded.rows[0]), read_reserves(loaded.rows[1]), c->id};
    if (!right || !code_right || !tab.open())
        return refused(plan, docket, tab, right.has_value(), code_right);
    tab.settle(true, true);
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
    store::Decide<Ticket> first = [&](const store::Loaded& loaded,
                                      Time now) -> store::Decision<Ticket> {
        return {ticket_of(asked, loaded, now), {}, {}};
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
