#include "signin/leave.h"

#include "account/plan.h"
#include "signin/challenge.h"
#include "signin/session.h"

namespace sparekey::signin {

Awaitable<void> sign_out(const account::Services& services, const account::Client& client,
                         const account::Token& token) {
    const auto who = token.account();
    const auto digest = token.digest();
    std::vector<store::LoadCall> loads;
    loads.emplace_back(load_session, store::Values{digest});
    store::Decide<bool> end = [&](const store::Loaded& loaded, Time now) -> store::Decision<bool> {
        if (!loaded.guard || loaded.rows[0].empty()) return {false, {}, {}};
        account::Plan plan{who, loaded, services.ring, client, now};
        plan.save(end_session(digest));
        plan.line(journal::Kind::signed_out);
        return plan.decision(true);
    };
    co_await services.db.change<bool>(who, std::move(loads), std::move(end));
}

Awaitable<void> cancel_challenge(const account::Services& services, const account::Token& token) {
    const auto who = token.account();
    std::vector<store::LoadCall> loads;
    loads.emplace_back(load_challenge, store::Values{token.digest()});
    store::Decide<bool> drop = [](const store::Loaded& loaded, Time) -> store::Decision<bool> {
        const auto challenge = read_challenge(loaded.rows[0]);
        if (!loaded.guard || !challenge) return {false, {}, {}};
        return {true, loaded.guard, {drop_challenge(*challenge)}};
    };
    co_await services.db.change<bool>(who, std::move(loads), std::move(drop));
}

}  // namespace sparekey::signin
