// What belongs to one realm is nothing in the other.
#include <doctest/doctest.h>

#include "signin/acts_double.h"
#include "staff/desk_double.h"

using namespace sparekey;
using namespace sparekey::staff;
using namespace std::chrono_literals;
using account::Realm;
using account::Token;
using account::Why;
using signin::House;

namespace {

constexpr const char* katherine = "katherine@desk.example.org";
const Roles a_reviewer{.reviewer = true};

// As the other realm's routes would read it from their cookie.
Token elsewhere(const Token& token, Realm realm) {
    const auto text = token.text();
    auto parsed = Token::parse(text.text(), realm);
    REQUIRE(parsed);
    return *std::move(parsed);
}

}  // namespace

TEST_CASE("a session of the desk is nothing at the site, and one of the site nothing at the desk") {
    at_each_desk([](Desk& desk) {
        auto& house = desk.house;
        const auto member = hire(desk, katherine, a_reviewer);
        CHECK(at_desk(desk, member));
        auto at_site = elsewhere(*member.session, Realm::site);
        CHECK_FALSE(run(signin::current(house.services, std::move(at_site), house.now())));

        auto person = house.person("ada@example.org", true);
        signin::Visit visit{house, person};
        visit.sign_in();
        CHECK(visit.current());
        auto at_the_desk = elsewhere(*visit.session, Realm::staff);
        CHECK_FALSE(run(signin::current(desk.services, at_the_desk.clone(), house.now())));
        CHECK_FALSE(run(present(desk.services, std::move(at_the_desk), house.now())));
    });
}

TEST_CASE("a session of the site's realm is none at the desk, even one of a member") {
    at_each_desk([](Desk& desk) {
        const auto member = hire(desk, katherine, a_reviewer);
        const auto token = Token::make(member.who, Realm::site);
        const auto session = signin::new_session(token, account::Method::authenticator,
                                                 member.client, desk.house.now());
        signin::alter(desk.house, member.who, signin::save_session(session));
        CHECK_FALSE(run(present(desk.services, elsewhere(token, Realm::staff), desk.house.now())));
    });
}

TEST_CASE("a challenge of one realm takes no code in the other") {
    at_each_desk([](Desk& desk) {
        auto& house = desk.house;
        auto member = hire(desk, katherine, a_reviewer);
        auto step = give_password(desk, member, desk.services);
        REQUIRE(step.verdict == signin::PasswordVerdict::challenge);
        house.clock.advance(30s);
        const auto typed = signin::TypedCode::of(member.code_at(house.now()));
        const auto at_site = elsewhere(*step.token, Realm::site);
        CHECK(signin::why(run(signin::sign_in_with_code(house.services, member.client, at_site,
                                                        typed, false))) == Why::no_challenge);
        CHECK(signin::granted(run(
            signin::sign_in_with_code(desk.services, member.client, *step.token, typed, false))));
    });
}

TEST_CASE("an address and its password sign in in their own realm only") {
    at_each_desk([](Desk& desk) {
        auto& house = desk.house;
        const auto member = hire(desk, katherine, a_reviewer);
        CHECK(give_password(desk, member, house.services).verdict ==
              signin::PasswordVerdict::not_accepted);
        const auto person = house.person("ada@example.org", true);
        const auto step = run(signin::sign_in(desk.services, House::client("home"), person.email,
                                              signin::secret_of(person.password)));
        CHECK(step.verdict == signin::PasswordVerdict::not_accepted);
    });
}

TEST_CASE("no mailed path of the site leads to a member") {
    at_each_desk([](Desk& desk) {
        auto& house = desk.house;
        const auto member = hire(desk, katherine, a_reviewer);
        const auto before =
            house.count("SELECT COUNT(*) FROM outbox WHERE account_id = $1", {member.who});
        run(signin::ask_for_reset_link(house.services, member.client, katherine));
        run(signin::ask_for_relief(house.services, member.client, katherine));
        CHECK(house.count("SELECT COUNT(*) FROM outbox WHERE account_id = $1", {member.who}) ==
              before);
        // The invitation of a member is no link of the site.
        auto again = run(reinvite(desk.services, katherine));
        const auto as_site = elsewhere(done(again).token, Realm::site);
        CHECK_FALSE(run(signin::look_at_reset_link(house.services, as_site, house.now())));
        CHECK(signin::why(run(signin::use_relief(house.services, member.client, as_site))) ==
              Why::link_invalid);
    });
}

TEST_CASE("every token that the desk's sign-in gives is of its own realm") {
    at_each_desk([](Desk& desk) {
        auto member = hire(desk, katherine, a_reviewer);
        auto step = give_password(desk, member, desk.services);
        CHECK(signs_in(desk, member));
        for (const auto* token : {&*step.token, &*member.session}) {
            CHECK(token->digest() != elsewhere(*token, Realm::site).digest());
            CHECK(token->digest() == elsewhere(*token, Realm::staff).digest());
        }
    });
}

TEST_CASE("a desk session idles an hour at most, and is nothing without a factor") {
    at_each_desk([](Desk& desk) {
        auto member = hire(desk, katherine, a_reviewer);
        desk.house.clock.advance(1h - 1us);
        CHECK(at_desk(desk, member));
        desk.house.clock.advance(1h);
        CHECK_FALSE(at_desk(desk, member));

        const auto token = Token::make(member.who, Realm::staff);
        auto session =
            signin::new_session(token, account::Method::password, member.client, desk.house.now());
        signin::alter(desk.house, member.who, signin::save_session(session));
        CHECK_FALSE(run(present(desk.services, token.clone(), desk.house.now())));
    });
}

TEST_CASE("the desk's sign-in looks and costs the same for members and strangers") {
    at_each_desk([](Desk& desk) {
        const auto member = hire(desk, katherine, a_reviewer);
        const auto client = House::client("stranger");
        for (const auto& email : {std::string{katherine}, std::string{"nobody@desk.example.org"}}) {
            for (int i = 0; i < 7; ++i) {
                const auto step = run(signin::sign_in(desk.services, client, email,
                                                      signin::secret_of("not the password")));
                CHECK(step.verdict == signin::PasswordVerdict::not_accepted);
            }
        }
        // Throttled for strangers, and not in a browser that signed in before.
        const auto stranger =
            run(signin::sign_in(desk.services, client, katherine, signin::secret_of(a_password)));
        CHECK(stranger.verdict == signin::PasswordVerdict::not_accepted);
        auto known = member.client;
        CHECK(run(signin::sign_in(desk.services, known, katherine, signin::secret_of(a_password)))
                  .verdict == signin::PasswordVerdict::challenge);
    });
}
