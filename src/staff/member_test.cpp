#include "staff/member.h"

#include <doctest/doctest.h>

using namespace sparekey;
using namespace sparekey::staff;
using namespace std::chrono_literals;

namespace {

const Time noon{1'795'435'200s};

Member reviewer() {
    Member member{AccountId{7}, "Katherine", {.reviewer = true}};
    member.invited_at = noon - 24h * 500;
    member.joined_at = noon - 24h * 499;
    member.certified_at = noon - 24h * 30;
    return member;
}

}  // namespace

TEST_CASE("a seat takes the role, a place on the staff and a certificate of the last 365 days") {
    CHECK(may_sit(reviewer(), Role::reviewer, noon));
    CHECK_FALSE(may_sit(reviewer(), Role::lead, noon));
    CHECK_FALSE(may_sit(reviewer(), Role::auditor, noon));

    auto never = reviewer();
    never.certified_at = Time{};
    CHECK_FALSE(may_sit(never, Role::reviewer, noon));
    CHECK(certified_until(never) == Time{});

    auto last_year = reviewer();
    last_year.certified_at = noon - 24h * 365 + 1us;
    CHECK(may_sit(last_year, Role::reviewer, noon));
    CHECK_FALSE(may_sit(last_year, Role::reviewer, noon + 1us));

    auto invited = reviewer();
    invited.joined_at = Time{};
    CHECK_FALSE(may_sit(invited, Role::reviewer, noon));

    auto suspended = reviewer();
    suspended.suspended_at = noon - 1s;
    CHECK_FALSE(may_sit(suspended, Role::reviewer, noon));
}

TEST_CASE("after a reinvitation there is no seat for 72 hours") {
    auto back = reviewer();
    back.no_seat_before = noon + no_seat_after_reinvitation;
    CHECK_FALSE(may_sit(back, Role::reviewer, noon));
    CHECK_FALSE(may_sit(back, Role::reviewer, noon + 72h - 1us));
    CHECK(may_sit(back, Role::reviewer, noon + 72h));
}

TEST_CASE("a member is invited, active or suspended") {
    auto member = reviewer();
    CHECK(status_of(member) == Status::active);
    member.joined_at = Time{};
    CHECK(status_of(member) == Status::invited);
    member.suspended_at = noon;
    CHECK(status_of(member) == Status::suspended);
}

TEST_CASE("roles have names, and none other does") {
    for (const auto role : all_roles) CHECK(parse_role(slug(role)) == role);
    CHECK_FALSE(parse_role("admin"));
    CHECK_FALSE(parse_role(""));
    Roles roles;
    CHECK(roles.none());
    roles.add(Role::lead);
    roles.add(Role::reviewer);
    CHECK(text_of(roles) == "reviewer, lead");
    CHECK_FALSE(roles.has(Role::auditor));
}

TEST_CASE("a name is one line of 1 to 80 characters") {
    CHECK(is_name("Katherine"));
    CHECK(is_name(std::string(80, 'k')));
    CHECK_FALSE(is_name(std::string(81, 'k')));
    CHECK_FALSE(is_name(""));
    CHECK_FALSE(is_name("  "));
    CHECK_FALSE(is_name(" Katherine"));
    CHECK_FALSE(is_name("Kath\nerine"));
    CHECK_FALSE(is_name("\xff"));
}
