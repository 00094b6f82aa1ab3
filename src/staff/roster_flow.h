// Who is on the staff: added, certified, suspended and invited again by whoever has the server, and
// by nobody else. Each is a journal line, and every lead on duty has a letter of it.
//
// Nothing here removes a member's factor. Whoever lost it is invited again: the password goes and
// every session ends, so nobody signs in until the invitation has set a new password and a new
// authenticator together; the old one stays until then.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "account/services.h"
#include "account/token.h"
#include "staff/member.h"
#include "staff/roster_table.h"

namespace sparekey::staff {

// Why something was not done, for the operator's terminal.
enum class NotDone { no_such_member, member_already, suspended, suspended_already };

struct NewMember {
    std::string email;  // Canonical.
    std::string name;   // is_name.
    Roles roles;        // At least one.
    AccountId own_account;
};

struct Invitation {
    account::Token token;  // Of the link, which is mailed too.
    Time expires_at{};
};

// All take the services of the staff's realm.
[[nodiscard]] Awaitable<std::variant<NotDone, Invitation>> add_member(const account::Services&,
                                                                      const NewMember&);
[[nodiscard]] Awaitable<std::variant<NotDone, Invitation>> reinvite(const account::Services&,
                                                                    std::string email);
// nullopt: done.
[[nodiscard]] Awaitable<std::optional<NotDone>> certify(const account::Services&,
                                                        std::string email);
[[nodiscard]] Awaitable<std::optional<NotDone>> suspend(const account::Services&,
                                                        std::string email);
[[nodiscard]] Awaitable<std::vector<Listed>> roster(const account::Services&);

}  // namespace sparekey::staff
