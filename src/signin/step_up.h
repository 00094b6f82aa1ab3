// Step-up: the password and a factor again, for one action, in the request that asks for it. The
// proof is charged before it is compared, and spent in the same change that does the action; the
// session goes on under a new token.
#pragma once
#include <memory>
#include <optional>

#include "account/action.h"
#include "account/open_appeals.h"
#include "account/token.h"
#include "signin/code_step.h"
#include "signin/session.h"

namespace sparekey::signin {

struct Proof {
    std::shared_ptr<const crypto::Secret> password;  // Valid UTF-8.
    std::optional<TypedCode> code;                   // As far as one was typed.
    bool confirm_last = false;
};

template <class Outcome>
struct SteppedUp {
    Outcome outcome;
    std::optional<account::Token>
        session;  // The new token; none when the action ended the session.
};

// What the untyped half of a step-up needs to know of an action.
struct StepUpAsked {
    const Services& services;
    const Client& client;
    const account::Token& session;
    const Proof& proof;
    guard::Operation operation;
    bool backup_code_counts;
    bool password_alone_after_backup_code;
};

// What must still be so when the hashing is done.
struct StepUpTicket {
    account::StoredPassword password;
    Purse password_purse = Purse::account;
    std::optional<Purse> factor_purse = {};  // None where no factor is needed.
    std::int64_t authenticator_version = 0;
    std::int64_t set_version = 0;
    Bytes set_salt = {};
};

inline constexpr std::size_t step_up_loads_count = 6;
// Rows: session, password, authenticator, backup codes, browser, addresses.
[[nodiscard]] std::vector<store::LoadCall> step_up_loads(const StepUpAsked&);

[[nodiscard]] store::Decision<Result<StepUpTicket>> begin_step_up(const StepUpAsked&,
                                                                  const store::Loaded&, Time now);

// What the hash threads found out.
struct StepUpHashes {
    account::DerivedPassword password;
    bool password_right = false;
    std::optional<crypto::Secret> code;
};
[[nodiscard]] StepUpHashes hash_step_up(const StepUpAsked&, const StepUpTicket&);

// Compares, takes charges back or keeps them, and puts what spends the proof into the plan. A
// refusal's plan is saved too.
struct StepUpProven {
    Session session;
    account::Proven proven;
};
[[nodiscard]] Result<StepUpProven> prove_step_up(const StepUpAsked&, const StepUpTicket&,
                                                 const StepUpHashes&, account::Plan&,
                                                 const store::Loaded&);

// "it is the owner, with a factor": an appeal of any state ends first, in the same change.
void end_appeals(const Services&, account::Plan&, const store::Loaded&, std::size_t appeals_at,
                 const account::Proven&);

// The whole of it.
template <class Outcome>
[[nodiscard]] Awaitable<Result<SteppedUp<Outcome>>> step_up(const Services& services,
                                                            const Client& client,
                                                            const account::Token& session,
                                                            const Proof& proof,
                                                            account::Action<Outcome> action) {
    const StepUpAsked asked{services,
                            client,
                            session,
                            proof,
                            action.operation,
                            action.backup_code_counts,
                            action.password_alone_after_backup_code};
    const auto who = session.account();
    auto loads = step_up_loads(asked);
    store::Decide<Result<StepUpTicket>> begin = [&](const store::Loaded& loaded, Time now) {
        return begin_step_up(asked, loaded, now);
    };
    const auto begun =
        co_await services.db.change<Result<StepUpTicket>>(who, loads, std::move(begin));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<StepUpTicket>(begun);

    std::function<StepUpHashes()> hash = [&] {
        auto hashes = hash_step_up(asked, ticket);
        if (hashes.password_right && action.work) action.work(hashes.password);
        return hashes;
    };
    const auto hashes = co_await services.hashes.run<StepUpHashes>(std::move(hash));

    auto next = account::Token::make(who, services.realm);
    for (auto& call : action.loads) loads.push_back(call);
    // Closing the account ends its appeals by itself.
    const bool asks_appeals =
        services.appeals != nullptr && action.operation != guard::Operation::close_account;
    const auto appeals_at = loads.size();
    if (asks_appeals) {
        for (auto& call : services.appeals->loads()) loads.push_back(std::move(call));
    }
    store::Decide<Result<Outcome>> finish = [&](const store::Loaded& loaded,
                                                Time now) -> store::Decision<Result<Outcome>> {
        if (!loaded.guard) return {Refusal{.why = Why::not_signed_in}, {}, {}};
        account::Plan plan{who, loaded, services.ring, client, now};
        auto checked = prove_step_up(asked, ticket, hashes, plan, loaded);
        if (const auto* refusal = std::get_if<Refusal>(&checked))
            return plan.decision(Result<Outcome>{*refusal});
        const auto& [current, proven] = std::get<StepUpProven>(checked);
        if (asks_appeals) end_appeals(services, plan, loaded, appeals_at, proven);
        const auto begin_of_own = loaded.rows.begin() + step_up_loads_count;
        const std::vector<store::Rows> own(begin_of_own, begin_of_own + action.loads.size());
        auto outcome = action.decide(plan, own, proven);
        const bool done = std::holds_alternative<Outcome>(outcome);
        if (done && action.ends_all_sessions) plan.save(end_all_sessions());
        if (done && !action.ends_all_sessions) {
            if (action.ends_other_sessions) plan.save(end_other_sessions(current.id));
            plan.save(end_session(current.token_digest));
            plan.save(save_session(rotated(current, next, now)));
        }
        return plan.decision(std::move(outcome));
    };
    auto finished =
        co_await services.db.change<Result<Outcome>>(who, std::move(loads), std::move(finish));
    if (const auto* refusal = std::get_if<Refusal>(&finished)) co_return *refusal;
    SteppedUp<Outcome> done{std::get<Outcome>(std::move(finished)), std::nullopt};
    if (!action.ends_all_sessions) done.session = std::move(next);
    co_return done;
}

}  // namespace sparekey::signin
