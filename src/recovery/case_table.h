// The statements that load and save cases and what hangs on them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "recovery/case.h"
#include "store/database.h"

namespace sparekey::recovery {

// Of an account: the open ones first, then those that ended last, and the passes that count.
inline constexpr int cases_max = 64;
extern const store::Load load_cases;
extern const store::Load load_passes;
[[nodiscard]] std::vector<Case> read_cases(const store::Rows& cases, const store::Rows& passes,
                                           AccountId);
[[nodiscard]] store::SaveCall insert_case(const Case&);
[[nodiscard]] store::SaveCall update_case(const Case&);

[[nodiscard]] store::SaveCall insert_pass(AppealId, const SignedPass&);
// The one of this seat, or all of them; their count cannot be known.
[[nodiscard]] store::SaveCall void_passes_of_seat(AppealId, Seat, Time now);
[[nodiscard]] store::SaveCall void_all_passes(AppealId, Time now);
[[nodiscard]] std::string_view slug(Seat);
[[nodiscard]] std::optional<Seat> parse_seat(std::string_view);

[[nodiscard]] store::SaveCall insert_contest(AppealId, std::string_view how, Time now);
[[nodiscard]] store::SaveCall close_contests(AppealId, Time now);

// What happened, for the case's own pages.
struct CaseEvent {
    Time at{};
    std::string event;
    std::string state;
    std::string detail;
};
inline constexpr int case_events_max = 200;
[[nodiscard]] store::SaveCall insert_event(const Case&, std::string_view event, std::string detail,
                                           Time now);
[[nodiscard]] store::LoadCall events_of(AppealId);  // Oldest first.
[[nodiscard]] std::vector<CaseEvent> read_events(const store::Rows&);

// A date by which staff must have done their part in a state.
[[nodiscard]] store::SaveCall insert_promise(AppealId, State, Time now, Time promised_for);
// What is open of it: kept, or broken. Its count cannot be known.
[[nodiscard]] store::SaveCall settle_promises(AppealId, Time now);

// When the newest letter of an appeal was made that came back; the epoch: none did.
extern const store::Load load_bounced;
[[nodiscard]] Time read_bounced(const store::Rows&);

// Whether the number belongs to this appeal from now on; false when it is another's.
[[nodiscard]] bool reserve_case_number(store::Transaction&, const std::string& number, AccountId,
                                       AppealId);
struct CaseAddress {
    AccountId who;
    AppealId appeal;
};
[[nodiscard]] std::optional<CaseAddress> find_case(store::Reader&, const std::string& number);

// Accounts with an appeal that the machine must look at, the longest due first.
[[nodiscard]] std::vector<AccountId> accounts_due(store::Reader&, Time now, int accounts_max);

}  // namespace sparekey::recovery
