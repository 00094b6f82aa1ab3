#include "recovery/open_flow.h"

#include <algorithm>

#include "account/identity_table.h"
#include "account/mailed_code.h"
#include "recovery/access.h"
#include "recovery/case_table.h"
#include "recovery/names.h"
#include "recovery/notices.h"
#include "recovery/opening.h"
#include "recovery/receipt.h"
#include "signin/password_step.h"

namespace sparekey::recovery {
namespace {

using account::Client;
using account::CodePurpose;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Token;
using account::Why;

constexpr int numbers_drawn_max = 8;  // Of 2^40: one is enough.

struct Asked {
    const Office& office;
    const Client& client;
    const OpenAsked& open;
    AccountId who;
    const GateTicket& ticket;
    std::optional<std::size_t> right;
    const Token& access;
    AppealId id;
};

std::string reserved_number(store::Transaction& tx, AccountId who, AppealId id) {
    for (int i = 0; i < numbers_drawn_max; ++i) {
        auto number = draw_case_number();
        if (reserve_case_number(tx, number, who, id)) return number;
    }
    throw Failure{Failure::Kind::busy, "no case number is free"};
}

// Rows: those of the gate, the identity record's state, the docket's.
std::vector<store::Rows> load_all(store::Transaction& tx, const Client& client) {
    auto calls = gate_loads(client);
    calls.emplace_back(account::load_identity_state);
    for (auto& call : docket_loads()) calls.push_back(std::move(call));
    std::vector<store::Rows> rows;
    for (const auto& call : calls) rows.push_back(tx.load(call));
    return rows;
}

Result<Opened> open_in(store::Transaction& tx, const Asked& asked) {
    if (!tx.guard()) return Refusal{.why = Why::not_accepted};
    const auto& services = asked.office.services;
    const auto rows = load_all(tx, asked.client);
    Plan plan{asked.who, {tx.guard(), {}}, services.ring, asked.client, tx.now()};
    const auto gate = finish_gate(asked.client, asked.ticket, asked.right, plan, rows);
    if (const auto* refusal = std::get_if<Refusal>(&gate)) {
        plan.apply(tx);
        return *refusal;
    }
    const auto& passed = std::get<GatePassed>(gate);
    Docket docket{services, rows, gate_loads_count + 1, plan};
    const auto record = account::read_identity_state(rows[gate_loads_count]);
    const auto refusal = may_not_open(docket, passed, record, tx.now());
    if (refusal || !make_room(plan, docket)) {
        plan.apply(tx);
        return refusal.value_or(Refusal{.why = Why::too_many_appeals});
    }
    const Opening opening{asked.id, reserved_number(tx, asked.who, asked.id), draw_words(),
                          asked.open.zone, asked.open.lost};
    open_case(plan, docket, asked.office.desk.rules, opening, passed,
              contact_is_new(docket.addresses, record, tx.now()));
    plan.save(save_access(asked.access,
                          {asked.id, AccessKind::browser, tx.now(), tx.now() + access_lives}));
    plan.apply(tx);
    return Opened{asked.access.clone(), asked.id};
}

// Mail first: without its code nothing is said of a receipt.
std::optional<Refusal> take_code(Plan& plan, const Office& office, const Client& client,
                                 const store::Rows& row, std::string_view typed) {
    const auto& browser = client.browser_digest;
    const auto stored = account::read_mailed_code(row);
    switch (account::judge(stored, office.services.pepper, plan.who(), CodePurpose::appeal, browser,
                           typed, plan.now())) {
    case account::CodeVerdict::expired: return Refusal{.why = Why::code_expired};
    case account::CodeVerdict::too_many: return Refusal{.why = Why::too_many_tries};
    case account::CodeVerdict::wrong:
        plan.save(account::charge_mailed_code(CodePurpose::appeal, browser));
        return Refusal{.why = Why::code_wrong,
                       .tries_left = account::mailed_code_tries_max - stored->tries - 1};
    case account::CodeVerdict::accepted: return std::nullopt;
    }
    return Refusal{.why = Why::code_wrong};
}

Result<Opened> continue_in(Plan& plan, const Office& office, const Client& client,
                           const ContinueAsked& asked, const Token& access,
                           const std::vector<store::Rows>& rows) {
    if (const auto refusal = take_code(plan, office, client, rows[0], asked.code)) return *refusal;
    Docket docket{office.services, rows, 1, plan};
    const auto* c = with_receipt(docket, office.services.pepper, asked.receipt);
    if (c == nullptr) {
        plan.save(account::charge_mailed_code(CodePurpose::appeal, client.browser_digest));
        return Refusal{.why = Why::receipt_wrong};
    }
    plan.save(account::spend_mailed_code(CodePurpose::appeal, client.browser_digest));
    plan.save(
        save_access(access, {c->id, AccessKind::browser, plan.now(), plan.now() + access_lives}));
    plan.save(insert_event(*c, "continued", "", plan.now()));
    plan.line(journal::Kind::appeal_continued, c->number);
    tell_of(plan, docket, *c, outbox::Kind::appeal_continued);
    return Opened{access.clone(), c->id};
}

}  // namespace

Awaitable<Result<Opened>> open_appeal(const Office& office, const Client& client,
                                      const OpenAsked& open) {
    const auto& services = office.services;
    const auto who = co_await signin::account_or_decoy(services, open.email);
    store::Decide<Result<GateTicket>> begin = [&](const store::Loaded& loaded,
                                                  Time now) -> store::Decision<Result<GateTicket>> {
        Plan plan{who, loaded, services.ring, client, now};
        auto ticket = begin_gate(services, client, open.code, plan, loaded.rows);
        return plan.decision(std::move(ticket));
    };
    auto loads = gate_loads(client);
    const auto begun =
        co_await services.db.change<Result<GateTicket>>(who, std::move(loads), std::move(begin));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<GateTicket>(begun);
    std::function<std::optional<std::size_t>()> hash = [&] {
        return hash_gate(services, who, ticket, open.password->text());
    };
    const auto right = co_await services.hashes.run<std::optional<std::size_t>>(std::move(hash));
    const auto access = Token::make(who);
    const Asked asked{office, client, open, who, ticket, right, access, AppealId{random_id()}};
    const evidence::Subject subject{who, asked.id};
    if (right) co_await office.keys.create(subject, open.now);
    std::function<Result<Opened>(store::Transaction&)> finish = [&](store::Transaction& tx) {
        return open_in(tx, asked);
    };
    co_return co_await services.db.transact<Result<Opened>>(who, std::move(finish));
}

Awaitable<Result<Opened>> continue_appeal(const Office& office, const Client& client,
                                          const ContinueAsked& asked) {
    const auto& services = office.services;
    const auto who = co_await signin::account_or_decoy(services, asked.email);
    const auto access = Token::make(who);
    std::vector<store::LoadCall> loads;
    loads.push_back(account::mailed_code_of(CodePurpose::appeal, client.browser_digest));
    for (auto& call : docket_loads()) loads.push_back(std::move(call));
    store::Decide<Result<Opened>> decide = [&](const store::Loaded& loaded,
                                               Time now) -> store::Decision<Result<Opened>> {
        Plan plan{who, loaded, services.ring, client, now};
        auto outcome = continue_in(plan, office, client, asked, access, loaded.rows);
        return plan.decision(std::move(outcome));
    };
    co_return co_await services.db.change<Result<Opened>>(who, std::move(loads), std::move(decide));
}

}  // namespace sparekey::recovery
