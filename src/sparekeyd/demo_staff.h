// A desk's staff for trying things out: two reviewers, a lead and an auditor.
#pragma once
#include <string>

#include "account/services.h"

namespace sparekey::sparekeyd {

// Invites, joins and certifies them through the flows of everybody, and returns how to sign in to
// each. `staff` has the services of the staff's realm.
[[nodiscard]] std::string add_sample_staff(const account::Services& staff);

}  // namespace sparekey::sparekeyd
