#include "staff/member.h"

#include "base/text.h"

namespace sparekey::staff {

std::string_view slug(Role role) {
    switch (role) {
    case Role::reviewer: return "reviewer";
    case Role::lead: return "lead";
    case Role::auditor: return "auditor";
    }
    return "";
}

std::optional<Role> parse_role(std::string_view text) {
    for (const auto role : all_roles) {
        if (slug(role) == text) return role;
    }
    return std::nullopt;
}

bool Roles::has(Role role) const {
    switch (role) {
    case Role::reviewer: return reviewer;
    case Role::lead: return lead;
    case Role::auditor: return auditor;
    }
    return false;
}

void Roles::add(Role role) {
    switch (role) {
    case Role::reviewer: reviewer = true; return;
    case Role::lead: lead = true; return;
    case Role::auditor: auditor = true; return;
    }
}

std::string text_of(const Roles& roles) {
    std::string text;
    for (const auto role : all_roles) {
        if (!roles.has(role)) continue;
        if (!text.empty()) text += ", ";
        text += slug(role);
    }
    return text;
}

bool is_name(std::string_view text) {
    return is_valid_utf8(text) && !trim(text).empty() && trim(text).size() == text.size() &&
           !has_control_characters(text) && code_points(text) <= name_characters_max;
}

Status status_of(const Member& member) {
    if (member.suspended_at != Time{}) return Status::suspended;
    return member.joined_at == Time{} ? Status::invited : Status::active;
}

std::string_view slug(Status status) {
    switch (status) {
    case Status::invited: return "invited";
    case Status::active: return "active";
    case Status::suspended: return "suspended";
    }
    return "";
}

Time certified_until(const Member& member) {
    return member.certified_at == Time{} ? Time{} : member.certified_at + certified_for;
}

bool is_certified(const Member& member, Time now) { return now < certified_until(member); }

bool may_sit(const Member& member, Role role, Time now) {
    return status_of(member) == Status::active && member.roles.has(role) &&
           is_certified(member, now) && now >= member.no_seat_before;
}

}  // namespace sparekey::staff
