// The statements that look at the staff as a whole.
#pragma once
#include <string>
#include <vector>

#include "staff/member.h"
#include "store/database.h"

namespace sparekey::staff {

inline constexpr int members_max = 1000;  // Listed, and told.

struct Listed {
    Member member;
    std::string email;
};
// In the order in which they were first invited.
[[nodiscard]] std::vector<Listed> list_members(store::Reader&);

[[nodiscard]] std::vector<Member> every_member(store::Transaction&);

// Where the leads who are on duty are told of what happens to the staff.
[[nodiscard]] std::vector<std::string> addresses_of_leads(store::Transaction&);

}  // namespace sparekey::staff
