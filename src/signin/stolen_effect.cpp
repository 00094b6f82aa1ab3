#include "signin/stolen_effect.h"

#include <algorithm>

#include "factor/enrolment.h"
#include "factor/replaced.h"
#include "signin/challenge.h"
#include "signin/session.h"

namespace sparekey::signin {

Stolen suspend_codes(account::Plan& plan, const factor::Authenticator& authenticator,
                     Time codes_back_at, const std::vector<std::string>& recipients,
                     std::string how) {
    const auto back = std::max(codes_back_at, authenticator.suspended_until);
    plan.save(factor::suspend_authenticator(back));
    // A thief's phone may hold the key that was replaced, too. What stays suspended until it is
    // replaced has been replaced already: it stays so for good.
    const auto hold_until = plan.now() + stolen_hold;
    const auto kept_back = back == factor::until_replaced ? back : hold_until;
    plan.save(factor::suspend_generations(kept_back, hold_until, plan.now()));
    plan.save(factor::drop_enrolment());
    plan.save(end_stolen_reports());
    plan.save(end_all_challenges());
    plan.save(end_all_sessions());
    plan.begin_hold(stolen_hold);
    plan.line(journal::Kind::stolen_reported, std::move(how));
    auto detail = factor::hold_detail(plan);
    if (back != factor::until_replaced) {
        detail.emplace_back("codes_back_at", std::to_string(to_micros(back)));
    }
    plan.tell(recipients, outbox::Kind::stolen_reported, std::move(detail));
    return {back, factor::hold_end(plan.guard)};
}

}  // namespace sparekey::signin
