#include "staff/roster_flow.h"

#include <doctest/doctest.h>

#include "factor/authenticator.h"
#include "staff/desk_double.h"

using namespace sparekey;
using namespace sparekey::staff;
using namespace std::chrono_literals;
using account::Why;
using signin::granted;
using signin::House;
using signin::mails;
using signin::outcome;

namespace {

constexpr const char* katherine = "katherine@desk.example.org";
constexpr const char* mary = "mary@desk.example.org";
const Roles a_reviewer{.reviewer = true};
const Roles a_lead{.lead = true};

Member member_of(Desk& desk, AccountId who) {
    std::vector<store::LoadCall> loads{load_member};
    const auto loaded = run(desk.services.db.load(who, std::move(loads)));
    auto member = read_member(loaded.rows[0]);
    REQUIRE(member);
    return *member;
}

std::optional<factor::Authenticator> factor_of(Desk& desk, AccountId who) {
    std::vector<store::LoadCall> loads{factor::load_authenticator};
    const auto loaded = run(desk.services.db.load(who, std::move(loads)));
    return factor::read_authenticator(loaded.rows[0]);
}

std::int64_t letters_to(Desk& desk, const char* email, outbox::Kind kind) {
    return desk.house.count("SELECT COUNT(*) FROM outbox WHERE recipient = $1 AND kind = $2",
                            {email, outbox::slug(kind)});
}

}  // namespace

TEST_CASE("a member is invited once, and every lead on duty is told") {
    at_each_desk([](Desk& desk) {
        hire(desk, mary, a_lead);
        const auto before = letters_to(desk, mary, outbox::Kind::staff_changed);
        const auto invitation = invite(desk, katherine, a_reviewer);
        CHECK(letters_to(desk, katherine, outbox::Kind::staff_invited) == 1);
        CHECK(letters_to(desk, mary, outbox::Kind::staff_changed) == before + 1);
        CHECK(signin::lines(desk.house, invitation.account(), journal::Kind::staff_added) == 1);
        const auto again = run(add_member(desk.services, {katherine, "Kate", a_lead, {}}));
        CHECK(std::get<NotDone>(again) == NotDone::member_already);
        CHECK(run(roster(desk.services)).size() == 2);
    });
}

TEST_CASE("one person may have an account at the site and one at the desk with one address") {
    at_each_desk([](Desk& desk) {
        const auto customer = desk.house.person(katherine, true);
        auto member = hire(desk, katherine, a_reviewer);
        CHECK(member.who != customer.who);
        CHECK(signs_in(desk, member));
    });
}

TEST_CASE("suspending signs a member out and keeps them out, and leaves the factor") {
    at_each_desk([](Desk& desk) {
        auto member = hire(desk, katherine, a_reviewer);
        auto step = give_password(desk, member, desk.services);
        REQUIRE(step.verdict == signin::PasswordVerdict::challenge);
        const auto factor = factor_of(desk, member.who);
        CHECK_FALSE(run(suspend(desk.services, katherine)));

        CHECK_FALSE(at_desk(desk, member));
        desk.house.clock.advance(30s);
        const auto typed = signin::TypedCode::of(member.code_at(desk.house.now()));
        CHECK(signin::why(run(signin::sign_in_with_code(desk.services, member.client, *step.token,
                                                        typed, false))) == Why::no_challenge);
        CHECK_FALSE(signs_in(desk, member));
        REQUIRE(factor_of(desk, member.who));
        CHECK(factor_of(desk, member.who)->version == factor->version);
        CHECK(run(suspend(desk.services, katherine)) == NotDone::suspended_already);
        CHECK(run(certify(desk.services, katherine)) == NotDone::suspended);
    });
}

TEST_CASE("a session that was stored for a suspended member is none") {
    at_each_desk([](Desk& desk) {
        auto member = hire(desk, katherine, a_reviewer);
        CHECK_FALSE(run(suspend(desk.services, katherine)));
        const auto token = account::Token::make(member.who, account::Realm::staff);
        const auto session = signin::new_session(token, account::Method::authenticator,
                                                 member.client, desk.house.now());
        std::function<bool(store::Transaction&)> save = [&](store::Transaction& tx) {
            tx.save(signin::save_session(session));
            return true;
        };
        run(desk.services.db.transact<bool>(member.who, std::move(save)));
        CHECK_FALSE(run(present(desk.services, token.clone(), desk.house.now())));
    });
}

TEST_CASE(
    "invited again, a member has no seat for 72 hours, and the old factor until the new one") {
    at_each_desk([](Desk& desk) {
        hire(desk, mary, a_lead);
        auto member = hire(desk, katherine, a_reviewer);
        const auto old = factor_of(desk, member.who);
        const auto told = letters_to(desk, mary, outbox::Kind::staff_changed);
        auto again = run(reinvite(desk.services, katherine));
        const auto invitation = done(again).token.clone();
        CHECK(letters_to(desk, mary, outbox::Kind::staff_changed) == told + 1);
        CHECK(signin::lines(desk.house, member.who, journal::Kind::staff_reinvited) == 1);
        CHECK_FALSE(at_desk(desk, member));
        CHECK_FALSE(signs_in(desk, member));
        CHECK(factor_of(desk, member.who)->version == old->version);

        // Whoever waits with joining has the 72 hours before them all the same.
        desk.house.clock.advance(71h);
        auto back = join(desk, invitation, katherine);
        CHECK(factor_of(desk, member.who)->version != old->version);
        CHECK(at_desk(desk, back));
        const auto now = desk.house.now();
        CHECK_FALSE(may_sit(member_of(desk, member.who), Role::reviewer, now + 72h - 1us));
        CHECK(may_sit(member_of(desk, member.who), Role::reviewer, now + 72h));
    });
}

TEST_CASE("a newer invitation stops the older one") {
    at_each_desk([](Desk& desk) {
        const auto first = invite(desk, katherine, a_reviewer);
        auto again = run(reinvite(desk.services, katherine));
        CHECK_FALSE(run(look_at_invitation(desk.services, first, desk.house.now())));
        CHECK(run(look_at_invitation(desk.services, done(again).token, desk.house.now())));
    });
}

TEST_CASE("a certificate lasts 365 days, and is journalled") {
    at_each_desk([](Desk& desk) {
        auto member = join(desk, invite(desk, katherine, a_reviewer), katherine);
        CHECK_FALSE(may_sit(member_of(desk, member.who), Role::reviewer, desk.house.now()));
        CHECK_FALSE(run(certify(desk.services, katherine)));
        CHECK(may_sit(member_of(desk, member.who), Role::reviewer, desk.house.now()));
        CHECK(signin::lines(desk.house, member.who, journal::Kind::staff_certified) == 1);
        CHECK(run(certify(desk.services, "nobody@desk.example.org")) == NotDone::no_such_member);
    });
}
