// Where an appeal stands: all that its page shows to its applicant. Changes nothing.
#pragma once
#include <optional>
#include <vector>

#include "account/token.h"
#include "base/async.h"
#include "evidence/item.h"
#include "guard/restriction.h"
#include "person/claim.h"
#include "recovery/access.h"
#include "recovery/case_table.h"
#include "recovery/office.h"
#include "recovery/seat_table.h"

namespace sparekey::recovery {

// What the applicant can do now.
enum class Action { submit, upload, record_video, supply, withdraw, ask_review, ask_link };
[[nodiscard]] std::string_view slug(Action);

struct Status {
    Case c;
    Access access;
    std::vector<evidence::Item> items;  // Those that count, and the unreadable ones.
    std::vector<Needed> missing;
    std::optional<person::Claimed> form;  // Of a draft.
    guard::Standing standing;
    std::optional<Time> due_at;  // Of the state.
    std::vector<CaseEvent> history;
    std::vector<SeatViews> views;  // How often who of the staff looked.
    std::vector<Action> can;
};

// nullopt where the token is nobody's.
[[nodiscard]] Awaitable<std::optional<Status>> status(const Office&, const account::Token& access,
                                                      Time now);

}  // namespace sparekey::recovery
