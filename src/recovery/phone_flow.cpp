#include "recovery/phone_flow.h"

#include <algorithm>

#include "recovery/case_table.h"

namespace sparekey::recovery {
namespace {

using account::Client;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Token;
using account::Why;

}  // namespace

Awaitable<Result<JoinCode>> offer_to_phone(const Office& office, const Client& client,
                                           const Token& access) {
    const auto token = Token::make(access.account());
    DecideApplicant<JoinCode> decide = [&](Plan& plan, Applicant& at) -> Result<JoinCode> {
        auto& c = at.c();
        // A phone passes nothing on.
        if (!c.open() || at.access.kind != AccessKind::browser)
            return Refusal{.why = Why::wrong_state};
        const auto expires_at = plan.now() + join_lives;
        plan.save(end_access(at.id, AccessKind::join));
        plan.save(save_access(token, {at.id, AccessKind::join, plan.now(), expires_at}));
        return JoinCode{token.clone(), c.words, expires_at};
    };
    co_return co_await change_as_applicant<JoinCode>(office, client, access, std::move(decide));
}

Awaitable<Result<Token>> join(const Office& office, const Client& client, const Token& code) {
    const auto& services = office.services;
    const auto who = code.account();
    const auto phone = Token::make(who);
    std::vector<store::LoadCall> loads{access_of(code), load_cases};
    store::Decide<Result<Token>> decide = [&](const store::Loaded& loaded,
                                              Time now) -> store::Decision<Result<Token>> {
        const auto access = read_access(loaded.rows[0]);
        const bool good = access && access->kind == AccessKind::join && access->alive(now);
        if (!loaded.guard || !good) return {Refusal{.why = Why::link_invalid}, {}, {}};
        const auto cases = read_cases(loaded.rows[1], {}, who);
        const auto c = std::ranges::find(cases, access->appeal, &Case::id);
        if (c == cases.end() || !c->open()) return {Refusal{.why = Why::link_invalid}, {}, {}};
        Plan plan{who, loaded, services.ring, client, now};
        plan.save(spend_access(code));
        plan.save(save_access(phone, {c->id, AccessKind::phone, now, now + access_lives}));
        plan.save(insert_event(*c, "phone_joined", "", now));
        return plan.decision(Result<Token>{phone.clone()});
    };
    co_return co_await services.db.change<Result<Token>>(who, std::move(loads), std::move(decide));
}

}  // namespace sparekey::recovery
