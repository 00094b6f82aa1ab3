// What an operator does with the staff of the desk: add, list, certify, suspend, invite again. Only
// here, on the server: no page and no member can. None of it removes a member's factor.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sparekeyd/administration.h"
#include "sparekeyd/realms.h"

namespace sparekey::sparekeyd {

enum class StaffVerb { add, list, certify, suspend, reinvite };

// "add", "list", "certify", "suspend", "reinvite".
[[nodiscard]] std::string_view name(StaffVerb);
[[nodiscard]] const std::vector<StaffVerb>& staff_verbs();

struct StaffRequest {
    StaffVerb verb = StaffVerb::list;
    std::string who = {};                 // The member's address; of all but `list`.
    std::string name = {};                // Of `add`, as the next two.
    std::vector<std::string> roles = {};  // "reviewer", "lead", "auditor".
    std::string account = {};  // The member's own account at the site, as `account show` takes it.
};

// Waits for the database: never on an io thread. Throws as Database::transact.
[[nodiscard]] Answered administer_staff(const Realms&, const StaffRequest&);

// The same over admin.sock: {"staff":"add","who":"...","name":"...","roles":[...],"account":""}.
[[nodiscard]] std::string request_text(const StaffRequest&);
// nullopt where the text is no such request; a malformed one is none.
[[nodiscard]] std::optional<StaffRequest> parse_staff_request(const std::string& request);

}  // namespace sparekey::sparekeyd
