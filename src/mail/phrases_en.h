// What English letters have in common.
#pragma once
#include <string>

#include "mail/facts.h"

namespace sparekey::mail {

// "23 November 2026 at 09:14 UTC (+00:00)".
[[nodiscard]] std::string time_text(Time);
// "When: .... From: .... With: ....", as far as it is known.
[[nodiscard]] std::string when_and_where(const Facts&);
// A line of its own, which is not wrapped.
[[nodiscard]] std::string set_apart(const std::string& line);

}  // namespace sparekey::mail
