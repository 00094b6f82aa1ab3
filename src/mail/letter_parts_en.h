// What the English letters are put together from.
#pragma once
#include <string>
#include <vector>

#include "mail/letters_en.h"

namespace sparekey::mail {

// "23 November 2026 at 09:14 UTC (+00:00)".
[[nodiscard]] std::string time_text(Time);
// "When: .... From: 192.0.2.1. With: Firefox on Windows." As far as it is known.
[[nodiscard]] std::string when_and_where(const Facts&);
// A code or a link, on a line of its own.
[[nodiscard]] std::string set_apart(const std::string& line);
// What happened, what it means, when and where, and what to do if it was somebody else.
[[nodiscard]] Words notice(const Facts&, std::string subject, std::vector<std::string> what);

}  // namespace sparekey::mail
