#include "recovery/link_flow.h"

#include "recovery/docket.h"
#include "recovery/gate.h"
#include "recovery/receipt.h"
#include "recovery/reset_link.h"
#include "signin/password_step.h"

namespace sparekey::recovery {
namespace {

using account::Client;
using account::Done;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Why;

struct Asked {
    const Office& office;
    const Client& client;
    const LinkAgain& typed;
    AccountId who;
};

// Rows: those of the gate, then the docket's.
std::vector<store::LoadCall> loads_of(const Client& client) {
    auto loads = gate_loads(client);
    for (auto& call : docket_loads()) loads.push_back(std::move(call));
    return loads;
}

std::vector<account::StoredPassword> pending_in(const Docket& docket) {
    std::vector<account::StoredPassword> all;
    for (const auto& c : docket.cases) {
        if (c.open() && c.pending) all.push_back(*c.pending);
    }
    return all;
}

// With the password that the case was opened with; the account's own may be another row of the same
// one by now.
bool is_password_of(const Case& c, const GatePassed& gate) {
    return c.appeal.pending_password ? gate.password.version == c.password_version : !gate.pending;
}

Result<Done> send(store::Transaction& tx, const Asked& asked, const GateTicket& ticket,
                  std::optional<std::size_t> right) {
    if (!tx.guard()) return Refusal{.why = Why::not_accepted};
    const auto& services = asked.office.services;
    std::vector<store::Rows> rows;
    for (const auto& call : loads_of(asked.client)) rows.push_back(tx.load(call));
    Plan plan{asked.who, {tx.guard(), {}}, services.ring, asked.client, tx.now()};
    Docket docket{services, rows, gate_loads_count, plan};
    const auto gate = finish_gate(asked.client, ticket, right, plan, rows, pending_in(docket));
    Result<Done> outcome = Done{};
    if (const auto* refusal = std::get_if<Refusal>(&gate)) {
        outcome = *refusal;
    } else {
        const auto* c = with_receipt(docket, services.pepper, asked.typed.receipt);
        if (c == nullptr || !is_password_of(*c, std::get<GatePassed>(gate))) {
            outcome = Refusal{.why = Why::receipt_wrong};
        } else if (!ResetLinks{asked.office.desk}.send(tx, plan, docket, c->id,
                                                       Event::link_asked)) {
            outcome = Refusal{.why = Why::wrong_state};
        }
    }
    plan.apply(tx);
    return outcome;
}

}  // namespace

Awaitable<Result<Done>> ask_for_link(const Office& office, const Client& client,
                                     const LinkAgain& typed) {
    const auto& services = office.services;
    const auto who = co_await signin::account_or_decoy(services, typed.email);
    const Asked asked{office, client, typed, who};
    store::Decide<Result<GateTicket>> begin = [&](const store::Loaded& loaded,
                                                  Time now) -> store::Decision<Result<GateTicket>> {
        Plan plan{who, loaded, services.ring, client, now};
        const Docket docket{services, loaded.rows, gate_loads_count, plan};
        auto ticket =
            begin_gate(services, client, typed.code, plan, loaded.rows, pending_in(docket));
        return plan.decision(std::move(ticket));
    };
    auto loads = loads_of(client);
    const auto begun =
        co_await services.db.change<Result<GateTicket>>(who, std::move(loads), std::move(begin));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<GateTicket>(begun);
    std::function<std::optional<std::size_t>()> hash = [&] {
        return hash_gate(services, who, ticket, typed.password->text());
    };
    const auto right = co_await services.hashes.run<std::optional<std::size_t>>(std::move(hash));
    std::function<Result<Done>(store::Transaction&)> finish = [&](store::Transaction& tx) {
        return send(tx, asked, ticket, right);
    };
    co_return co_await services.db.transact<Result<Done>>(who, std::move(finish));
}

}  // namespace sparekey::recovery
