// A change that an applicant makes: the token of the appeal's cookie is checked in the same change,
// and so is what the case allows at that moment. What was overdue is done first.
//
//     DecideApplicant<Done> decide = [&](account::Plan& plan, Applicant& at) -> Result<Done> {
//         if (!happen(plan, at.docket, at.id, {.event = Event::withdrawn}))
//             return Refusal{.why = Why::wrong_state};
//         return Done{};
//     };
//     co_return co_await change_as_applicant<Done>(office, client, token, std::move(decide));
#pragma once
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "account/refusal.h"
#include "account/token.h"
#include "evidence/item.h"
#include "evidence/item_table.h"
#include "recovery/access.h"
#include "recovery/docket.h"
#include "recovery/form.h"
#include "recovery/office.h"

namespace sparekey::recovery {

struct Applicant {
    const Office& office;
    Access access;
    Docket& docket;
    AppealId id;
    std::vector<evidence::Item> items;  // Of the case, replaced ones too.
    std::optional<StoredForm> form;
    std::vector<store::Rows> more;  // Of what else the flow loads.

    // Anew each time: what happens to a case may move it.
    [[nodiscard]] Case& c() { return *docket.find(id); }
    [[nodiscard]] evidence::Subject subject() const { return {docket.find(id)->who, id}; }
};

// What a refusal put into the plan is saved too.
template <class Outcome>
using DecideApplicant = std::function<account::Result<Outcome>(account::Plan&, Applicant&)>;

// The appeal of a token that acts for its applicant: to load the rows that hang on it. Whether it
// is alive is asked in the change.
[[nodiscard]] Awaitable<std::optional<AppealId>> appeal_of(const account::Services&,
                                                           const account::Token& access);

// Rows: access, evidence items, form, then the docket's, then the flow's own.
[[nodiscard]] std::vector<store::LoadCall> applicant_loads(const account::Token& access, AppealId);
inline constexpr std::size_t applicant_loads_count = 3 + docket_loads_count;
// What else the flow needs of its appeal; nullptr for nothing.
using LoadsOfAppeal = std::vector<store::LoadCall> (*)(AppealId);
// nullopt where the token acts for nobody any more.
[[nodiscard]] std::optional<Access> access_in(const store::Loaded&, AppealId, Time now);

template <class Outcome>
[[nodiscard]] Awaitable<account::Result<Outcome>> change_as_applicant(
    const Office& office, const account::Client& client, const account::Token& access,
    DecideApplicant<Outcome> decide, LoadsOfAppeal more = nullptr) {
    using Result = account::Result<Outcome>;
    const account::Refusal no_appeal{.why = account::Why::no_appeal};
    const auto& services = office.services;
    const auto who = access.account();
    const auto id = co_await appeal_of(services, access);
    if (!id) co_return no_appeal;
    store::Decide<Result> all = [&](const store::Loaded& loaded,
                                    Time now) -> store::Decision<Result> {
        const auto found = access_in(loaded, *id, now);
        if (!loaded.guard || !found) return {no_appeal, {}, {}};
        account::Plan plan{who, loaded, services.ring, client, now};
        Docket docket{services, loaded.rows, 3, plan};
        if (docket.find(*id) == nullptr) return {no_appeal, {}, {}};
        Applicant at{office,
                     *found,
                     docket,
                     *id,
                     evidence::read_items(loaded.rows[1]),
                     read_form(loaded.rows[2]),
                     {loaded.rows.begin() + applicant_loads_count, loaded.rows.end()}};
        auto outcome = decide(plan, at);
        return plan.decision(std::move(outcome));
    };
    auto loads = applicant_loads(access, *id);
    if (more != nullptr) {
        for (auto& call : more(*id)) loads.push_back(std::move(call));
    }
    co_return co_await services.db.change<Result>(who, std::move(loads), std::move(all));
}

// The evidence is another now: its digest, which a pass signs, follows in the case's row.
void note_evidence(account::Plan&, Applicant&);

}  // namespace sparekey::recovery
