// A change that a signed-in person makes without proving anything again: the session is checked in
// the same change, and so is what the account may do at that moment.
#pragma once
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "account/token.h"
#include "guard/restriction.h"
#include "signin/session.h"

namespace sparekey::signin {

// nullopt when this session may do this now. A frozen account's sessions only look.
[[nodiscard]] std::optional<account::Refusal> may_not(const std::optional<Session>&,
                                                      const store::Loaded&, guard::Operation,
                                                      const account::Settings&, Time now);

// The rows reach it without the session's, which stands before them.
template <class Outcome>
using DecideSignedIn = std::function<account::Result<Outcome>(account::Plan&, const Session&,
                                                              const std::vector<store::Rows>&)>;

// What a refusal put into the plan is saved too: a charged try, a line.
template <class Outcome>
[[nodiscard]] Awaitable<account::Result<Outcome>> change_signed_in(
    const account::Services& services, const account::Client& client, const account::Token& session,
    guard::Operation operation, std::vector<store::LoadCall> own, DecideSignedIn<Outcome> decide) {
    using Result = account::Result<Outcome>;
    const auto who = session.account();
    std::vector<store::LoadCall> loads;
    loads.emplace_back(load_session, store::Values{session.digest()});
    for (auto& call : own) loads.push_back(std::move(call));
    store::Decide<Result> all = [&](const store::Loaded& loaded,
                                    Time now) -> store::Decision<Result> {
        const auto found = read_session(loaded.rows[0]);
        if (auto refusal = may_not(found, loaded, operation, services.settings, now)) {
            return {*refusal, {}, {}};
        }
        account::Plan plan{who, loaded, services.ring, client, now};
        const std::vector<store::Rows> rest(loaded.rows.begin() + 1, loaded.rows.end());
        auto outcome = decide(plan, *found, rest);
        return plan.decision(std::move(outcome));
    };
    co_return co_await services.db.change<Result>(who, std::move(loads), std::move(all));
}

}  // namespace sparekey::signin
