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

}  // namespace

const store::Load load_member{
    "SELECT account_id, name, is_reviewer, is_lead, is_auditor, invited_at, joined_at, "
    "certified_at, suspended_at, no_seat_before, reinvited, own_account FROM staff_member "
    "WHERE account_id = $1"};

Member member_at(const store::Row& row, std::size_t first) {
    return {row.id<AccountId>(first),
            row.text(first + 1),
            {row.boolean(first + 2), row.boolean(first + 3), row.boolean(first + 4)},
            row.time(first + 5),
            row.time(first + 6),
            row.time(first + 7),
            row.time(first + 8),
            row.time(first + 9),
            row.boolean(first + 10),
            row.id<AccountId>(first + 11)};
}

std::optional<Member> read_member(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return member_at(rows.front(), 0);
}

std::vector<Member> read_members(const store::Rows& rows) {
    std::vector<Member> all;
    all.reserve(rows.size());
    for (const auto& row : rows) all.push_back(member_at(row, 0));
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
