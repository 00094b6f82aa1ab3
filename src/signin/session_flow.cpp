#include "signin/session_flow.h"

#include <algorithm>

#include "signin/signed_in.h"

namespace sparekey::signin {

using account::Client;
using account::Done;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Services;
using account::Token;
using account::Why;

Awaitable<std::vector<Session>> list_sessions(const Services& services, AccountId who, Time now) {
    std::vector<store::LoadCall> loads;
    loads.emplace_back(load_sessions);
    const auto loaded = co_await services.db.load(who, std::move(loads));
    auto all = read_sessions(loaded.rows[0]);
    std::erase_if(all,
                  [&](const Session& session) { return !alive(session, services.settings, now); });
    co_return all;
}

Awaitable<Result<Done>> end_one_session(const Services& services, const Client& client,
                                        const Token& own, SessionId ended) {
    std::vector<store::LoadCall> loads;
    loads.emplace_back(load_sessions);
    DecideSignedIn<Done> decide = [ended](Plan& plan, const Session&,
                                          const std::vector<store::Rows>& rows) -> Result<Done> {
        const auto all = read_sessions(rows[0]);
        if (std::ranges::find(all, ended, &Session::id) == all.end())
            return Refusal{.why = Why::not_found};
        plan.save(end_session_by_id(ended));
        plan.line(journal::Kind::session_ended);
        return Done{};
    };
    co_return co_await change_signed_in<Done>(services, client, own, guard::Operation::end_sessions,
                                              std::move(loads), std::move(decide));
}

Awaitable<Result<Done>> end_others(const Services& services, const Client& client,
                                   const Token& own) {
    DecideSignedIn<Done> decide = [](Plan& plan, const Session& current,
                                     const std::vector<store::Rows>&) -> Result<Done> {
        plan.save(end_other_sessions(current.id));
        plan.line(journal::Kind::sessions_ended);
        return Done{};
    };
    co_return co_await change_signed_in<Done>(services, client, own, guard::Operation::end_sessions,
                                              {}, std::move(decide));
}

}  // namespace sparekey::signin
