#include "recovery/proof.h"

#include "base/check.h"

namespace sparekey::recovery {
namespace {

using account::AppealAnswer;
using account::FactorUsed;
using account::ProvenFactor;

bool is_from_paper(const ProvenFactor& proof, Time now) {
    return proof.factor == FactorUsed::backup_code && now - proof.codes_made_at >= paper_age_min &&
           now - proof.codes_shown_at >= paper_age_min;
}

AppealAnswer prove_one(account::Plan& plan, Docket& docket, AppealId id,
                       const ProvenFactor& proof) {
    const auto& appeal = docket.find(id)->appeal;
    if (is_enough(appeal, proof, plan.now())) {
        const bool was_reset = appeal.was_reset;
        ENSURE(happen(plan, docket, id, {.event = Event::proven, .proof = proof}));
        return was_reset ? AppealAnswer::reversed : AppealAnswer::ended;
    }
    const bool contested =
        happen(plan, docket, id, {.event = Event::proven_in_part, .proof = proof});
    return contested ? AppealAnswer::contested : AppealAnswer::not_enough;
}

}  // namespace

bool is_enough(const Appeal& appeal, const ProvenFactor& proof, Time now) {
    if (!appeal.said_stolen || is_from_paper(proof, now)) return true;
    return proof.mailed_code && !appeal.was_reset;
}

bool is_factor_of(const Appeal& appeal, const ProvenFactor& proof) {
    return !appeal.was_reset || proof.generation != 0;
}

AppealAnswer prove(account::Plan& plan, Docket& docket, const ProvenFactor& proof,
                   const Which& which) {
    // By id: what happens to one may end or promote others.
    std::vector<AppealId> touched;
    for (const auto& c : docket.cases) {
        const bool possible = rule_for(c.appeal, Event::proven) != nullptr;
        if (possible && which(c) && is_factor_of(c.appeal, proof)) touched.push_back(c.id);
    }
    auto answer = AppealAnswer::nothing;
    for (const auto id : touched) {
        if (rule_for(docket.find(id)->appeal, Event::proven) == nullptr) continue;
        answer = std::max(answer, prove_one(plan, docket, id, proof));
    }
    return answer;
}

bool is_frozen_by(const Case& c) { return c.open() && freezes(c.appeal); }
bool is_in_front(const Case& c) { return c.in_front(); }

}  // namespace sparekey::recovery
