// A member's fresh one-time code for one act: charged to the own budget before it is compared, as
// at every sign-in, and spent in the transaction of the act itself (duty_table.h).
#pragma once
#include <string_view>

#include "staff/duty_table.h"

namespace sparekey::staff {

// Takes the services of the staff's realm. Refuses with code_wrong, code_already_used,
// too_many_tries or not_signed_in; a code that is right costs no try.
[[nodiscard]] Awaitable<account::Result<RightCode>> charge_code(const account::Services&,
                                                                const Actor&,
                                                                std::string_view typed);

}  // namespace sparekey::staff
