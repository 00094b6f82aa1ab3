// A member of the desk's staff: what they may decide, and since when. A member is an account of the
// staff's realm, so that password, authenticator, budgets and sessions are the same as everybody's.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "store/statement.h"

namespace sparekey::staff {

enum class Role { reviewer, lead, auditor };
inline constexpr std::array all_roles{Role::reviewer, Role::lead, Role::auditor};
[[nodiscard]] std::string_view slug(Role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view slug);

struct Roles {
    bool reviewer = false;
    bool lead = false;
    bool auditor = false;

    [[nodiscard]] bool has(Role) const;
    void add(Role);
    [[nodiscard]] bool none() const { return !reviewer && !lead && !auditor; }
    bool operator==(const Roles&) const = default;
};
// "reviewer, lead".
[[nodiscard]] std::string text_of(const Roles&);

inline constexpr std::size_t name_characters_max = 80;
// One line of 1 to 80 characters.
[[nodiscard]] bool is_name(std::string_view);

// NIST SP 800-63A-4 asks that those who compare documents are trained and assessed anew each year.
inline constexpr Duration certified_for = std::chrono::hours{24 * 365};
// Whoever could bring about an invitation in a member's name must not sit in that seat at once.
inline constexpr Duration no_seat_after_reinvitation = std::chrono::hours{72};
inline constexpr Duration invitation_lives = std::chrono::hours{72};

struct Member {
    AccountId id;
    std::string name;
    Roles roles;
    Time invited_at{};
    Time joined_at{};       // The epoch: not since the last invitation.
    Time certified_at{};    // The epoch: never.
    Time suspended_at{};    // The epoch: not suspended.
    Time no_seat_before{};  // After a reinvitation.
    bool reinvited = false;
    AccountId own_account;  // At the site; 0 where none is known.
};

enum class Status { invited, active, suspended };
[[nodiscard]] Status status_of(const Member&);
[[nodiscard]] std::string_view slug(Status);

[[nodiscard]] bool is_certified(const Member&, Time now);
[[nodiscard]] Time certified_until(const Member&);  // The epoch: not at all.
// Whether a case may be given to this member now, for what the role decides.
[[nodiscard]] bool may_sit(const Member&, Role, Time now);

extern const store::Load load_member;
// A row that has the columns of load_member from this one on.
[[nodiscard]] Member member_at(const store::Row&, std::size_t first);
[[nodiscard]] std::optional<Member> read_member(const store::Rows&);
[[nodiscard]] std::vector<Member> read_members(const store::Rows&);
[[nodiscard]] store::SaveCall insert_member(const Member&);
[[nodiscard]] store::SaveCall set_joined(Time now, Time no_seat_before);
[[nodiscard]] store::SaveCall set_certified(Time now);
[[nodiscard]] store::SaveCall set_suspended(Time now);
// Invited anew: neither joined nor suspended, and no seat before.
[[nodiscard]] store::SaveCall set_reinvited(Time now, Time no_seat_before);

}  // namespace sparekey::staff
