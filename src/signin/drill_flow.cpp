#include "signin/drill_flow.h"

#include "factor/readiness.h"
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

namespace {

Result<WhatMatched> check(const Services& services, Plan& plan,
                          const std::vector<store::Rows>& rows, const WrittenDown& typed) {
    const auto authenticator = factor::read_authenticator(rows[0]);
    const auto codes = factor::read_backup_codes(rows[1]);
    if (!authenticator || !codes) return Refusal{.why = Why::no_factor};
    auto& drills = plan.budgets.drills;
    const auto next = drills.next(guard::Budgets::drill_day, Time{}, plan.now());
    if (next > plan.now()) return Refusal{.why = Why::too_many_tries, .until = next};
    drills.forget_before(plan.now() - guard::Budgets::drill_day.window);
    drills.add(plan.now());

    const auto& ring = services.ring;
    auto written = factor::read_written(rows[2]);
    const int asked =
        factor::asked_group(*authenticator, written, ring, services.pepper, plan.who());
    WhatMatched matched;
    matched.key = typed.key_group == asked &&
                  factor::is_group(*authenticator, ring, plan.who(), asked, typed.group_text);
    matched.code = factor::is_ending(*codes, ring, plan.who(), typed.code_ending);
    if (matched.key) written.key_at = plan.now();
    if (matched.code) written.codes_at = plan.now();
    if (matched.key && matched.code) {
        written.drill_due_at = plan.now() + factor::drill_again_after;
        plan.line(journal::Kind::written_down_proven);
    }
    if (matched.key || matched.code) plan.save(factor::save_written(written));
    return matched;
}

}  // namespace

Awaitable<Result<WhatMatched>> prove_written_down(const Services& services, const Client& client,
                                                  const Token& session, WrittenDown typed) {
    std::vector<store::LoadCall> loads{factor::load_authenticator, factor::load_backup_codes,
                                       factor::load_written};
    DecideSignedIn<WhatMatched> decide = [&](Plan& plan, const Session&,
                                             const std::vector<store::Rows>& rows) {
        return check(services, plan, rows, typed);
    };
    co_return co_await change_signed_in<WhatMatched>(services, client, session,
                                                     guard::Operation::use_session,
                                                     std::move(loads), std::move(decide));
}

Awaitable<Result<Done>> snooze_drill(const Services& services, const Client& client,
                                     const Token& session) {
    std::vector<store::LoadCall> loads{factor::load_written};
    DecideSignedIn<Done> decide = [](Plan& plan, const Session&,
                                     const std::vector<store::Rows>& rows) -> Result<Done> {
        auto written = factor::read_written(rows[0]);
        // Nothing to put off without a factor: a drill then has no date.
        if (written.drill_due_at != Time{}) {
            written.drill_due_at = plan.now() + factor::drill_snoozes_for;
            plan.save(factor::save_written(written));
        }
        return Done{};
    };
    co_return co_await change_signed_in<Done>(services, client, session,
                                              guard::Operation::use_session, std::move(loads),
                                              std::move(decide));
}

}  // namespace sparekey::signin
