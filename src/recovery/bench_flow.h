// What the desk's flows are handed, and the change that whoever has a case makes: the session, the
// place on the staff, the seat and its lease are asked for in the transaction that changes
// something, and nowhere else do staff reach a case.
//
//     DecideAtSeat<Done> decide = [&](AtSeat& at) -> Result<Done> { ... };
//     co_return co_await change_at_seat<Done>(bench, actor, id, std::move(decide));
#pragma once
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "account/refusal.h"
#include "recovery/docket.h"
#include "recovery/office.h"
#include "recovery/seat.h"
#include "recovery/seat_table.h"
#include "staff/duty_table.h"

namespace sparekey::recovery {

// All references outlive every request.
struct Bench {
    const Office& office;            // Of the site: whose accounts and appeals these are.
    const account::Services& staff;  // Of the staff's realm.
};

struct AtSeat {
    const Bench& bench;
    store::Transaction& tx;
    staff::Duty& duty;
    account::Plan& plan;  // Of the applicant's account; of nobody's client.
    Docket& docket;
    AppealId id;
    Seats seats;  // As they are; what the change does to them is not seen here.
    SeatHeld own;

    // Anew each time: what happens to a case may move it.
    [[nodiscard]] Case& c() { return *docket.find(id); }
};

// A refusal undoes everything but the member's own write.
template <class Outcome>
using DecideAtSeat = std::function<account::Result<Outcome>(AtSeat&)>;

// Where this member works, if it is on this appeal. Asked again in the transaction.
[[nodiscard]] Awaitable<std::optional<AccountId>> account_of_work(const Bench&, const staff::Actor&,
                                                                  AppealId);

// The rows of a case, loaded in a transaction of its account.
[[nodiscard]] std::vector<store::Rows> docket_rows(store::Transaction&);

// The seat that this member has now, or nullopt: not assigned.
[[nodiscard]] std::optional<SeatHeld> seat_held(const Case*, const Seats&, AccountId staff,
                                                Time now);

template <class Outcome>
[[nodiscard]] Awaitable<account::Result<Outcome>> change_at_seat(const Bench& bench,
                                                                 const staff::Actor& actor,
                                                                 AppealId id,
                                                                 DecideAtSeat<Outcome> decide) {
    using Result = account::Result<Outcome>;
    using account::Refusal;
    using account::Why;
    static const account::Client
        nobody;  // The owner's journal and letters do not say where staff sit.
    const auto who = co_await account_of_work(bench, actor, id);
    if (!who) co_return Refusal{.why = Why::not_assigned};
    std::function<Result(store::Transaction&)> all = [&](store::Transaction& tx) -> Result {
        auto duty = staff::Duty::begin(tx, bench.staff, actor);
        if (!duty) return Refusal{.why = Why::not_signed_in};
        if (!tx.guard()) return Refusal{.why = Why::not_assigned};
        const auto& services = bench.office.services;
        account::Plan plan{*who, {tx.guard(), {}}, services.ring, nobody, tx.now()};
        Docket docket{services, docket_rows(tx), 0, plan};
        auto seats = read_seats(tx.load({load_seats}), id, tx.now());
        auto own = seat_held(docket.find(id), seats, actor.who, tx.now());
        if (!own) return Refusal{.why = Why::not_assigned};
        if (own->leased_until - tx.now() < seat_leased_for - seat_renewed_every) {
            plan.save(renew_lease(id, actor.who, tx.now()));
            own->leased_until = tx.now() + seat_leased_for;
        }
        AtSeat at{bench, tx, *duty, plan, docket, id, std::move(seats), *own};
        auto outcome = decide(at);
        if (std::holds_alternative<Outcome>(outcome)) plan.apply(tx);
        return outcome;
    };
    co_return co_await bench.office.services.db.template transact<Result>(*who, std::move(all));
}

}  // namespace sparekey::recovery
