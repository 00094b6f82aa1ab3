#include "operators/identity_flow.h"

namespace sparekey::operators {

using account::Entered;
using account::Refusal;
using account::Result;
using account::Why;

Awaitable<Result<Entered>> enter_person(const account::Services& services,
                                        const account::Client& client, AccountId who,
                                        const account::KnownPerson& known) {
    store::Decide<Result<Entered>> decide = [&](const store::Loaded& loaded,
                                                Time now) -> store::Decision<Result<Entered>> {
        if (!loaded.guard) return {Refusal{.why = Why::unknown_account}, {}, {}};
        account::Plan plan{who, loaded, services.ring, client, now};
        const auto entered = account::enter_known_person(plan, loaded.rows, services, known);
        switch (entered) {
        case Entered::closed: return {Refusal{.why = Why::unknown_account}, {}, {}};
        case Entered::restricted: {
            const auto standing = plan.standing();
            return {Refusal{.why = Why::restricted,
                            .until = standing.until,
                            .restriction = standing.restriction},
                    {},
                    {}};
        }
        case Entered::same: return {Result<Entered>{entered}, {}, {}};
        case Entered::added:
        case Entered::changed: break;
        }
        return plan.decision(Result<Entered>{entered});
    };
    auto loads = account::known_person_loads();
    co_return co_await services.db.change<Result<Entered>>(who, std::move(loads),
                                                           std::move(decide));
}

}  // namespace sparekey::operators
