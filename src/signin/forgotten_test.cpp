#include "signin/forgotten.h"

#include <doctest/doctest.h>

#include "signin/acts_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

const std::string fresh = "a quite different sentence";

bool signs_in(House& house, const Person& person, const std::string& password) {
    return type_password(house, House::client("elsewhere"), person.email, password).verdict !=
           PasswordVerdict::not_accepted;
}

std::int64_t link_tries(House& house) { return house.count("SELECT max(tries) FROM link"); }

TEST_CASE("the link sets a new password, once, ends every session and signs nobody in") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit visit{house, ada};
        visit.sign_in();
        const auto link = reset_link(house, ada);
        CHECK(outcome(reset(house, link, {fresh})) == ResetResult::changed);

        CHECK_FALSE(visit.current());
        CHECK(sessions(house, ada.who) == 0);
        CHECK_FALSE(signs_in(house, ada, ada.password));
        CHECK(signs_in(house, ada, fresh));
        CHECK(why(reset(house, link, {"and once more, a sentence"})) == Why::link_invalid);
        CHECK(signs_in(house, ada, fresh));

        CHECK(mails(house, ada.who, outbox::Kind::password_reset) == 1);
        CHECK(lines(house, ada.who, journal::Kind::password_reset) == 1);
        CHECK(standing_of(house, ada.who).restriction == guard::Restriction::hold);
        CHECK(standing_of(house, ada.who).until == house.now() + 48h);
        CHECK(house.count("SELECT count(*) FROM generation") == 1);
    });
}

TEST_CASE("a link to reset the password is alive for an hour, and no microsecond longer") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        const auto link = reset_link(house, ada);
        house.clock.advance(1h - 1us);
        const auto look = [&] {
            return run(look_at_reset_link(house.services, link, house.now()));
        };
        REQUIRE(look());
        CHECK(look()->email == "ada@example.org");
        CHECK(look()->factor == FactorState::none);
        house.clock.advance(1us);
        CHECK_FALSE(look());
        CHECK(why(reset(house, link, {fresh})) == Why::link_invalid);
        house.clock.advance(-1us);
        CHECK(outcome(reset(house, link, {fresh})) == ResetResult::changed);
        CHECK_FALSE(look());
    });
}

TEST_CASE("a newer link leaves the older one alive, and whichever is used stops the other") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        const auto older = reset_link(house, ada);
        const auto newer = reset_link(house, ada, "stranger");
        CHECK(outcome(reset(house, older, {fresh})) == ResetResult::changed);
        house.clock.advance(1min);
        CHECK(why(reset(house, newer, {"and once more, a sentence"})) == Why::link_invalid);
        CHECK(signs_in(house, ada, fresh));
    });
}

TEST_CASE("sixteen threads with one link: one sets its password") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto link = reset_link(house, ada);
        std::atomic<std::size_t> next = 0;
        const int won = winners_of_sixteen([&] {
            const auto at = next++;
            const std::string code{ada.codes[at % 2].text()};
            return granted(reset(house, link, {fresh + std::to_string(at), code}));
        });
        CHECK(won == 1);
        CHECK(house.count("SELECT count(*) FROM generation") == 1);
        CHECK(mails(house, ada.who, outbox::Kind::password_reset) == 1);
    });
}

TEST_CASE("with a second factor the link alone changes nothing") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto link = reset_link(house, ada);
        CHECK(run(look_at_reset_link(house.services, link, house.now()))->factor ==
              FactorState::active);
        CHECK(why(reset(house, link, {fresh})) == Why::code_needed);
        CHECK(why(reset(house, link, {fresh, wrong_one_time(ada.key, house.now())})) ==
              Why::code_wrong);
        CHECK(why(reset(house, link, {fresh, "00000000"})) == Why::code_wrong);
        CHECK(signs_in(house, ada, ada.password));
        CHECK_FALSE(signs_in(house, ada, fresh));
        CHECK(standing_of(house, ada.who).restriction == guard::Restriction::none);
    });
}

TEST_CASE("a one-time code resets the password and is spent by it") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        const auto link = reset_link(house, ada);
        const auto code = ada.code_at(house.now());
        CHECK(outcome(reset(house, link, {fresh, code})) == ResetResult::changed);
        CHECK(sessions(house, ada.who) == 0);

        ada.password = fresh;
        const auto client = House::client("home");
        CHECK(why(type_code(house, client, challenge_of(house, client, ada), code)) ==
              Why::code_already_used);
        CHECK(granted(type_code(house, client, challenge_of(house, client, ada),
                                ada.code_at(house.now() + 30s))));
        // They were sealed under a password that nobody has shown.
        CHECK(house.count("SELECT count(*) FROM backup_codes WHERE sealed IS NOT NULL") == 0);
    });
}

TEST_CASE("a used code is told as used, and is not charged") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        const auto code = ada.code_at(house.now());
        Visit{house, ada}.sign_in_with(code);
        const auto link = reset_link(house, ada);
        for (int i = 0; i < 3; ++i) {
            CHECK(why(reset(house, link, {fresh, code})) == Why::code_already_used);
        }
        CHECK(outcome(reset(house, link, {fresh, ada.code_at(house.now() + 30s)})) ==
              ResetResult::changed);
        const auto loaded = run(house.services.db.load(ada.who, std::vector<store::LoadCall>{}));
        CHECK(guard::budgets_of(loaded.guard->budgets).factor.tries.seconds().empty());
    });
}

TEST_CASE("a backup code resets the password and is spent by it") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        const std::string code{ada.codes[2].text()};
        CHECK(outcome(reset(house, reset_link(house, ada), {fresh, code})) == ResetResult::changed);
        ada.password = fresh;
        const auto client = House::client("home");
        CHECK(why(type_code(house, client, challenge_of(house, client, ada), code)) ==
              Why::code_already_used);
        const auto other =
            type_code(house, client, challenge_of(house, client, ada), ada.codes[3].text());
        CHECK(outcome(other).current.codes_left == 6);
    });
}

TEST_CASE("while one-time codes are suspended only a backup code resets the password") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        alter(house, ada.who, factor::suspend_authenticator(factor::until_replaced));
        const auto link = reset_link(house, ada);
        CHECK(run(look_at_reset_link(house.services, link, house.now()))->factor ==
              FactorState::suspended);
        CHECK(why(reset(house, link, {fresh, ada.code_at(house.now())})) == Why::factor_suspended);
        CHECK(outcome(reset(house, link, {fresh, std::string{ada.codes[0].text()}})) ==
              ResetResult::changed);
    });
}

TEST_CASE("five wrong codes end the link, not the account's budget") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto link = reset_link(house, ada);
        for (int i = 0; i < 5; ++i) {
            CHECK(why(reset(house, link, {fresh, wrong_one_time(ada.key, house.now())})) ==
                  Why::code_wrong);
        }
        CHECK_FALSE(run(look_at_reset_link(house.services, link, house.now())));
        CHECK(why(reset(house, link, {fresh, ada.code_at(house.now())})) == Why::link_invalid);
        CHECK(signs_in(house, ada, ada.password));

        const auto another = reset_link(house, ada);
        for (int i = 0; i < 4; ++i) {
            CHECK(why(reset(house, another, {fresh, "00000000"})) == Why::code_wrong);
        }
        CHECK(outcome(reset(house, another, {fresh, ada.code_at(house.now())})) ==
              ResetResult::changed);
    });
}

TEST_CASE("codes at a reset link and at sign-in are charged to one budget") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto stranger = House::client("stranger");
        for (int i = 0; i < 10; ++i) {
            const auto challenge = challenge_of(house, stranger, ada);
            CHECK(why(type_code(house, stranger, challenge, "00000000")) == Why::code_wrong);
        }
        const auto link = reset_link(house, ada);
        const auto right = ada.code_at(house.now());
        CHECK(why(reset(house, link, {fresh, right})) == Why::too_many_tries);
        CHECK(link_tries(house) == 0);
        house.clock.advance(1h - 1s);
        const auto later = reset_link(house, ada);
        CHECK(why(reset(house, later, {fresh, ada.code_at(house.now())})) == Why::too_many_tries);
        house.clock.advance(1s);
        CHECK(granted(reset(house, later, {fresh, ada.code_at(house.now())})));
    });
}

TEST_CASE(
    "without the factor the new password stays pending: the old one works, it signs nobody in") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        const auto link = reset_link(house, ada);
        CHECK(outcome(reset(house, link, {fresh, {}, true})) == ResetResult::pending);

        CHECK(visit.current());
        CHECK(signs_in(house, ada, ada.password));
        CHECK_FALSE(signs_in(house, ada, fresh));
        CHECK(house.count("SELECT count(*) FROM pending_password") == 1);
        CHECK(house.count("SELECT count(*) FROM generation") == 0);
        CHECK(mails(house, ada.who, outbox::Kind::password_pending) == 1);
        CHECK(standing_of(house, ada.who).restriction == guard::Restriction::none);
        CHECK(why(reset(house, link, {fresh, visit.fresh_code()})) == Why::link_invalid);

        CHECK(granted(reset(house, reset_link(house, ada), {fresh, visit.fresh_code()})));
        CHECK(house.count("SELECT count(*) FROM pending_password") == 0);
    });
}

TEST_CASE("a password that a hundred wrong tries disabled works again once it is reset by mail") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        for (const auto* browser : {"stranger", "home"}) {
            for (int i = 0; i < 100; ++i) {
                const auto client = House::client(browser);
                CHECK(type_password(house, client, ada.email, "wrong").verdict ==
                      PasswordVerdict::not_accepted);
                house.clock.advance(1h);
            }
        }
        house.clock.advance(24h * 30);
        CHECK_FALSE(signs_in(house, ada, ada.password));
        CHECK(type_password(house, home.client, ada.email, ada.password).verdict ==
              PasswordVerdict::not_accepted);
        CHECK(granted(reset(house, reset_link(house, ada), {fresh}, "home")));
        CHECK(signs_in(house, ada, fresh));
        CHECK(type_password(house, home.client, ada.email, fresh).verdict ==
              PasswordVerdict::session);
    });
}

TEST_CASE("a bad new password is refused before anything is charged, and the link lives on") {
    in_each_house([](House& house) {
        house.settings.password_blocklist = {"correct horse battery staple"};
        const auto ada = house.person("ada.lovelace@example.org", true);
        const auto bob = house.person("bob@example.org", false);
        const auto link = reset_link(house, ada);
        const auto code = ada.code_at(house.now());
        CHECK(why(reset(house, link, {"seven77", code})) == Why::password_too_short);
        CHECK(why(reset(house, link, {"Correct Horse Battery Staple", code})) ==
              Why::password_common);
        CHECK(why(reset(house, link, {"ada.lovelace1", code})) == Why::password_too_similar);
        CHECK(why(reset(house, link, {"sparekey2026", code})) == Why::password_site_name);
        CHECK(link_tries(house) == 0);
        CHECK(granted(reset(house, link, {"eight888", code})));
        // Where it is the only factor it must be longer.
        const auto only = reset_link(house, bob);
        CHECK(why(reset(house, only, {"fourteen chars"})) == Why::password_too_short);
        CHECK(granted(reset(house, only, {"fifteen letters"})));
    });
}

TEST_CASE("a reset ends the challenges that were given for the old password") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("stranger");
        const auto challenge = challenge_of(house, client, ada);
        CHECK(granted(reset(house, reset_link(house, ada), {fresh, ada.code_at(house.now())})));
        CHECK(why(type_code(house, client, challenge, ada.code_at(house.now() + 30s))) ==
              Why::no_challenge);
        CHECK(house.count("SELECT count(*) FROM session WHERE level = 0") == 0);
    });
}

}  // namespace
}  // namespace sparekey::signin
