// The keys of the recovery desk: its calendar and its rules.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "recovery/desk.h"
#include "sparekeyd/configuration_keys.h"

namespace sparekey::sparekeyd {

void append_desk(std::vector<Key>& to);

// "2026-12-25"; nullopt for what is no day of the calendar.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_day(std::string_view text);

// What the desk is told of the configuration. Throws Failure{refused} when its file of reasons
// cannot be read.
[[nodiscard]] recovery::Desk desk_of(const Configuration&);

}  // namespace sparekey::sparekeyd
