#include "staff/roster_table.h"

namespace sparekey::staff {

std::vector<Listed> list_members(store::Reader& reader) {
    const auto rows = reader.query(
        "SELECT m.account_id, m.name, m.is_reviewer, m.is_lead, m.is_auditor, m.invited_at, "
        "m.joined_at, m.certified_at, m.suspended_at, m.no_seat_before, m.reinvited, "
        "m.own_account, a.email FROM staff_member AS m JOIN address AS a ON a.account_id = "
        "m.account_id ORDER BY a.added_at, a.email LIMIT $1",
        {members_max});
    const auto members = read_members(rows);
    std::vector<Listed> listed;
    for (std::size_t i = 0; i < rows.size(); ++i) listed.push_back({members[i], rows[i].text(12)});
    return listed;
}

std::vector<Member> every_member(store::Transaction& tx) {
    return read_members(
        tx.query("SELECT account_id, name, is_reviewer, is_lead, is_auditor, invited_at, "
                 "joined_at, certified_at, suspended_at, no_seat_before, reinvited, own_account "
                 "FROM staff_member ORDER BY account_id LIMIT $1",
                 {members_max}));
}

std::vector<std::string> addresses_of_leads(store::Transaction& tx) {
    const auto rows = tx.query(
        "SELECT a.email FROM staff_member AS m JOIN address AS a ON a.account_id = m.account_id "
        "WHERE m.is_lead AND m.joined_at > 0 AND m.suspended_at = 0 ORDER BY a.email LIMIT $1",
        {members_max});
    std::vector<std::string> leads;
    leads.reserve(rows.size());
    for (const auto& row : rows) leads.push_back(row.text(0));
    return leads;
}

}  // namespace sparekey::staff
