// The letters about the desk's staff: to whom is invited, and to the leads.
#pragma once
#include "mail/letters_en.h"

namespace sparekey::mail {

[[nodiscard]] Words staff_invited(const Facts&);
[[nodiscard]] Words staff_changed(const Facts&);

}  // namespace sparekey::mail
