#include "staff/member.h"

namespace sparekey::staff {
namespace {

const store::Save insert_row{
    "INSERT INTO staff_member (account_id, name, is_reviewer, is_lead, is_auditor, invited_at, "
    "own_account) SELECT $1, $3, $4, $5, $6, $7, $8 WHERE @won"};
const store::Save join_row{
    "UPDATE staff_member SET joined_at = $3, no_seat_before = $4 WHERE account_id = $1 AND "
    "joined_at = 0 AND @won"};
const store::Save certify_row{
    "UPDATE staff_member SET certified_at = $3 WHERE account_id = $1 AND @won"};
const store::Save suspend_row{
    "UPDATE staff_member SET suspended_at = $3 WHERE account_id = $1 AND suspended_at = 0 AND "
    "@won"};
const store::Save reinvite_row{
    "UPDATE staff_member SET invited_at = $3, joined_at = 0, suspended_at = 0, reinvited = TRUE, "
    "no_seat_before = $4 WHERE account_id = $1 AND @won"};

Member read_row(const store::Row& row) {
    return {row.id<AccountId>(0), row.text(1), {row.boolean(2), row.boolean(3), row.boolean(4)},
            row.time(5),          row.time(6), row.time(7),
            row.time(8),          row.time(9), row.boolean(10),
            row.id<AccountId>(11)};
}

}  // namespace

const store::Load load_member{
    "SELECT account_id, name, is_reviewer, is_lead, is_auditor, invited_at, joined_at, "
    "certified_at, suspended_at, no_seat_before, reinvited, own_account FROM staff_member "
    "WHERE account_id = $1"};

std::optional<Member> read_member(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return read_row(rows.front());
}

std::vector<Member> read_members(const store::Rows& rows) {
    std::vector<Member> all;
    all.reserve(rows.size());
    for (const auto& row : rows) all.push_back(read_row(row));
    return all;
}

store::SaveCall insert_member(const Member& member) {
    const auto& roles = member.roles;
    return {insert_row,
            {member.name, roles.reviewer, roles.lead, roles.auditor, member.invited_at,
             member.own_account}};
}

store::SaveCall set_joined(Time now, Time no_seat_before) {
    return {join_row, {now, no_seat_before}};
}

store::SaveCall set_certified(Time now) { return {certify_row, {now}}; }

store::SaveCall set_suspended(Time now) { return {suspend_row, {now}}; }

store::SaveCall set_reinvited(Time now, Time no_seat_before) {
    return {reinvite_row, {now, no_seat_before}};
}

}  // namespace sparekey::staff
