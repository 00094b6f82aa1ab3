#include "recovery/reset_link.h"

#include <algorithm>

#include "recovery/reset_link_table.h"

namespace sparekey::recovery {
namespace {

// The calendar goes forward only. So the days are counted here, from the first pass, and the
// statement asks that no pass that counts is later than that one.
Time first_pass(const Appeal& appeal) {
    const auto first = std::ranges::min_element(appeal.passes, {}, &Pass::at);
    return first->at;
}

}  // namespace

bool ResetLinks::send(store::Transaction& tx, account::Plan& plan, Docket& docket, AppealId id,
                      Event event) const {
    const auto* c = docket.find(id);
    if (c == nullptr || rule_for(c->appeal, event) == nullptr) return false;
    const auto& [calendar, limits, single] = c->desk;
    const auto earliest = earliest_link(c->appeal, calendar, limits);
    if (!earliest || plan.now() < *earliest) return false;
    const bool alone = single && desk.rules.single_reviewer;
    const auto token = account::Token::make(plan.who());
    const auto digest = token.digest();
    const LinkAsked asked{
        .who = plan.who(),
        .appeal = id,
        .token_digest = digest,
        .now = plan.now(),
        .expires_at = plan.now() + limits.link,
        .first_pass_before = first_pass(c->appeal),
        .notices_before = plan.now() - limits.notice,
        .frozen_now = plan.standing().restriction == guard::Restriction::freeze,
        .people_min = alone ? 1 : 2,
    };
    if (!insert_reset_link(tx, asked)) return false;
    const SentLink link{token};
    return happen(plan, docket, id, {.event = event, .link = &link});
}

}  // namespace sparekey::recovery
