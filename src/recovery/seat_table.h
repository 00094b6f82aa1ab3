// The statements of seats, of what was done on them, and of what was looked at.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "recovery/checklist.h"
#include "recovery/seat.h"
#include "store/database.h"

namespace sparekey::recovery {

// Of every appeal of the account; read_seats() takes those of one.
extern const store::Load load_seats;
[[nodiscard]] Seats read_seats(const store::Rows&, AppealId, Time now);

// Gives the seat, whoever had it before: theirs is vacated. The second statement touches no row,
// and so is a bug, where this person has decided on another seat of the appeal.
[[nodiscard]] std::vector<store::SaveCall> give_seat(AppealId, AccountId staff, Seat, Time now);
[[nodiscard]] store::SaveCall renew_lease(AppealId, AccountId staff, Time now);
[[nodiscard]] store::SaveCall end_lease(AppealId, AccountId staff);
// Gives the case back, as its holder.
[[nodiscard]] store::SaveCall release_seat(AppealId, AccountId staff, Time now);
// How many other cases this person gave back since then.
[[nodiscard]] std::int64_t released_since(store::Transaction&, AccountId staff, AppealId but,
                                          Time since);
// The lease ends with it.
[[nodiscard]] store::SaveCall keep_verdict(AppealId, AccountId staff, Act, BytesView digest);

// What was done: a verdict, or what was asked for.
struct ActDone {
    AccountId staff;
    Seat seat = Seat::a;
    Act act = Act::pass;
    Time at{};
    Time given_at{};
    Bytes evidence_digest = {};
    Checklist checklist = {};
    std::vector<std::string> reasons = {};
    std::optional<Bytes> note = {};  // Sealed under the appeal's form key.
};
inline constexpr int acts_max = 100;  // Read of one appeal.
[[nodiscard]] store::SaveCall insert_act(AppealId, const ActDone&);
[[nodiscard]] store::LoadCall acts_of(AppealId);  // Oldest first.
[[nodiscard]] std::vector<ActDone> read_acts(const store::Rows&);

// One look at something that is masked or sealed otherwise.
struct View {
    AccountId staff;
    Seat seat = Seat::a;
    std::string what;         // "legal_name", or an item's kind.
    std::string reason = {};  // Of a field.
    Time at{};
};
[[nodiscard]] store::SaveCall insert_view(AppealId, const View&);
// How many fields this person has opened in the case.
[[nodiscard]] std::int64_t fields_opened(store::Transaction&, AccountId who, AppealId,
                                         AccountId staff);
[[nodiscard]] bool seen_since(store::Transaction&, AccountId who, AppealId, AccountId staff,
                              std::string_view what, Time since);
// How often each seat looked: for the applicant's own page.
struct SeatViews {
    Seat seat = Seat::a;
    std::int64_t views = 0;
};
[[nodiscard]] store::LoadCall views_of(AppealId);
[[nodiscard]] std::vector<SeatViews> read_views(const store::Rows&);

// What this person works on; at most one case.
struct AtWork {
    AccountId who;
    AppealId appeal;
    Seat seat = Seat::a;
    Time leased_until{};
};
[[nodiscard]] std::optional<AtWork> at_work(store::Reader&, AccountId staff, Time now);
[[nodiscard]] std::optional<AtWork> at_work(store::Transaction&, AccountId staff, Time now);
// A lease that is over holds nobody from the next case.
void end_lapsed_leases(store::Transaction&, AccountId staff, Time now);

// Where somebody could work next: the longest due, perhaps not free after all.
struct Candidate {
    AccountId who;
    AppealId appeal;
    Time due_at{};
};
inline constexpr int candidates_max = 32;
struct Seeker {
    AccountId staff;
    AccountId own_account;
    Bytes own_address;  // Its digest at the site.
    bool reviewer = false;
    bool lead = false;
    bool single_reviewer = false;  // desk.single_reviewer: no seats are filled before the lead's.
};
[[nodiscard]] std::vector<Candidate> candidates(store::Reader&, const Seeker&, Time now);
// Whether the account is the seeker's own.
[[nodiscard]] bool is_own(store::Transaction&, AccountId who, const Seeker&);

// How many others of the staff could take such a seat.
[[nodiscard]] std::int64_t others_for(store::Transaction&, Seat, AccountId staff, Time now);

}  // namespace sparekey::recovery
