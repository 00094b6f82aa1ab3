// How the desk works: its calendar and its limits, which a case keeps as they were when it was
// opened, and what the operator set.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "recovery/calendar.h"
#include "recovery/dates.h"
#include "recovery/reasons.h"

namespace sparekey::recovery {

struct DeskRules {
    Calendar calendar{"UTC", monday_to_friday, {}};
    Limits limits;
    bool single_reviewer = false;
};

struct Desk {
    bool open = true;
    DeskRules rules;
    Reasons reasons;
};

// For the appeal's row: as JSON, durations in seconds.
[[nodiscard]] std::string to_json(const DeskRules&);
// Throws Failure{broken} for what to_json() did not write.
[[nodiscard]] DeskRules parse_desk_rules(std::string_view json);

}  // namespace sparekey::recovery
