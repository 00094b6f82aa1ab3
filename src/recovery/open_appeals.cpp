#include "recovery/open_appeals.h"

#include "recovery/access.h"
#include "recovery/case_table.h"
#include "recovery/proof.h"

namespace sparekey::recovery {
namespace {

using account::AppealAnswer;
using account::Plan;
using account::ProvenFactor;

}  // namespace

std::vector<store::LoadCall> DocketAppeals::loads() const { return docket_loads(); }

AppealAnswer DocketAppeals::proven(Plan& plan, const std::vector<store::Rows>& rows,
                                   std::size_t first, const ProvenFactor& proof) const {
    Docket docket{services_, rows, first, plan};
    const Which touched = [&](const Case& c) {
        const bool kept = c.appeal.state == State::completed && proof.generation != 0 &&
                          c.kept_generation == proof.generation;
        return is_frozen_by(c) || c.appeal.state == State::holding || kept;
    };
    return prove(plan, docket, proof, touched);
}

AppealAnswer DocketAppeals::stepped_up(Plan& plan, const std::vector<store::Rows>& rows,
                                       std::size_t first, const ProvenFactor& proof) const {
    Docket docket{services_, rows, first, plan};
    return prove(plan, docket, proof, is_in_front);
}

void DocketAppeals::stolen(Plan& plan, const std::vector<store::Rows>& rows,
                           std::size_t first) const {
    Docket docket{services_, rows, first, plan};
    for (auto& c : docket.cases) {
        if (!c.open()) continue;
        c.appeal.said_stolen = true;
        docket.touched.insert(c.id);
    }
    if (!docket.touched.empty()) save_cases(plan, docket, *docket.touched.begin());
}

void DocketAppeals::closed(Plan& plan, const std::vector<store::Rows>& rows,
                           std::size_t first) const {
    Docket docket{services_, rows, first, plan};
    // Those that wait first, so that none of them is promoted to be ended.
    for (const bool waiting : {true, false}) {
        std::vector<AppealId> open;
        for (const auto& c : docket.cases) {
            if (c.open() && c.appeal.waiting == waiting) open.push_back(c.id);
        }
        for (const auto id : open) {
            const bool withdrawn = happen(plan, docket, id, {.event = Event::withdrawn});
            if (!withdrawn) (void)happen(plan, docket, id, {.event = Event::due});
        }
    }
    // What was sent is nobody's to look at any more.
    for (auto& c : docket.cases) {
        if (c.evidence_until != Time{}) c.evidence_until = plan.now();
        if (c.form_until != Time{}) c.form_until = plan.now();
        plan.save(update_case(c));
    }
    plan.save(end_all_access());
}

}  // namespace sparekey::recovery
