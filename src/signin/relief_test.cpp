#include "signin/relief.h"

#include <doctest/doctest.h>

#include "signin/acts_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

// Strangers use up the password's free tries.
void close_password(House& house, const Person& person) {
    for (int i = 0; i < 5; ++i) {
        CHECK(type_password(house, House::client("stranger"), person.email, "wrong").verdict ==
              PasswordVerdict::not_accepted);
    }
}
// Somebody who knows the password uses up the codes of an hour.
void close_factor(House& house, const Person& person) {
    const auto stranger = House::client("stranger");
    for (int i = 0; i < 10; ++i) {
        CHECK(why(type_code(house, stranger, challenge_of(house, stranger, person), "00000000")) ==
              Why::code_wrong);
    }
}

std::int64_t sent(House& house, const Person& person) {
    return mails(house, person.who, outbox::Kind::relief_link);
}

TEST_CASE("relief gives five more passwords to the browser that clicks, and to no other") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        close_password(house, ada);
        REQUIRE(granted(take_relief(house, ada, "clicking")));
        const auto type = [&](std::string_view browser, const std::string& password) {
            return type_password(house, House::client(browser), ada.email, password).verdict;
        };
        // Asked for in the browser "asking", which has nothing by it.
        CHECK(type("asking", ada.password) == PasswordVerdict::not_accepted);
        CHECK(type("stranger", ada.password) == PasswordVerdict::not_accepted);
        for (int i = 0; i < 4; ++i) {
            CHECK(type("clicking", "wrong") == PasswordVerdict::not_accepted);
        }
        CHECK(type("clicking", ada.password) == PasswordVerdict::session);
        CHECK(lines(house, ada.who, journal::Kind::relief_given) == 1);
    });
}

TEST_CASE("the sixth try of a relief is one too many") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        close_password(house, ada);
        REQUIRE(granted(take_relief(house, ada, "clicking")));
        const auto client = House::client("clicking");
        for (int i = 0; i < 5; ++i) {
            CHECK(type_password(house, client, ada.email, "wrong").verdict ==
                  PasswordVerdict::not_accepted);
        }
        CHECK(type_password(house, client, ada.email, ada.password).verdict ==
              PasswordVerdict::not_accepted);
    });
}

TEST_CASE("relief gives five more codes, one-time and backup codes together") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        close_factor(house, ada);
        const auto borrowed = House::client("borrowed");
        const auto type = [&](const account::Client& client, const std::string& code) {
            return type_code(house, client, challenge_of(house, client, ada), code);
        };
        CHECK(why(type(borrowed, ada.code_at(house.now()))) == Why::too_many_tries);
        REQUIRE(granted(take_relief(house, ada, "borrowed")));
        CHECK(why(type(House::client("asking"), ada.code_at(house.now()))) == Why::too_many_tries);
        CHECK(why(type(borrowed, wrong_one_time(ada.key, house.now()))) == Why::code_wrong);
        for (int i = 0; i < 3; ++i) CHECK(why(type(borrowed, "00000000")) == Why::code_wrong);
        CHECK(granted(type(borrowed, std::string{ada.codes[0].text()})));
    });
}

TEST_CASE("tries of a relief are good for a day") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        for (int day = 0; day < 2; ++day) {
            close_factor(house, ada);
            house.clock.advance(1h);
            close_factor(house, ada);
            house.clock.advance(23h);
        }
        for (int i = 0; i < 2; ++i) {
            close_factor(house, ada);
            house.clock.advance(1h);
        }
        // Sixty in thirty days are used up; only relief is left.
        REQUIRE(granted(take_relief(house, ada, "clicking")));
        const auto client = House::client("clicking");
        const auto type = [&] {
            return type_code(house, client, challenge_of(house, client, ada),
                             ada.code_at(house.now()));
        };
        house.clock.advance(24h);
        CHECK(why(type()) == Why::too_many_tries);
        house.clock.advance(-1us);
        CHECK(granted(type()));
    });
}

TEST_CASE("a relief link works once, and only until the next day") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto ask = [&] {
            run(ask_for_relief(house.services, House::client("asking"), ada.email));
            return mailed_token(house, ada.who, outbox::Kind::relief_link);
        };
        const auto use = [&](const account::Token& token, std::string_view browser) {
            return run(use_relief(house.services, House::client(browser), token));
        };
        const auto token = ask();
        CHECK(granted(use(token, "clicking")));
        CHECK(why(use(token, "clicking")) == Why::link_invalid);
        CHECK(why(use(token, "other")) == Why::link_invalid);
        CHECK(why(use(account::Token::make(ada.who), "other")) == Why::link_invalid);

        house.clock.advance(1s);
        const auto late = ask();
        house.clock.advance(24h);
        CHECK(why(use(late, "clicking")) == Why::link_invalid);
        house.clock.advance(-1us);
        CHECK(granted(use(late, "clicking")));
    });
}

TEST_CASE("sixteen threads with one relief link: one browser has it") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        run(ask_for_relief(house.services, House::client("asking"), ada.email));
        const auto token = mailed_token(house, ada.who, outbox::Kind::relief_link);
        std::atomic<int> next = 0;
        CHECK(winners_of_sixteen([&] {
                  const auto client = House::client("browser" + std::to_string(next++));
                  return granted(run(use_relief(house.services, client, token)));
              }) == 1);
        CHECK(house.count("SELECT count(*) FROM browser WHERE relief_tries > 0") == 1);
    });
}

TEST_CASE("three relief links a day, and the answer never tells") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto ask = [&] {
            run(ask_for_relief(house.services, House::client("stranger"), ada.email));
        };
        for (int i = 0; i < 5; ++i) ask();
        CHECK(sent(house, ada) == 3);
        house.clock.advance(24h - 1s);
        ask();
        CHECK(sent(house, ada) == 3);
        house.clock.advance(1s);
        ask();
        CHECK(sent(house, ada) == 4);
    });
}

TEST_CASE("whoever uses up the mails does not use up the relief") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto stranger = House::client("stranger");
        for (int i = 0; i < 6; ++i) run(ask_for_reset_link(house.services, stranger, ada.email));
        CHECK(mails(house, ada.who, outbox::Kind::password_link) == 5);
        CHECK(granted(take_relief(house, ada, "clicking")));
    });
}

TEST_CASE("a reset link gives no relief, and a relief link resets nothing") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        const auto link = reset_link(house, ada);
        CHECK(why(run(use_relief(house.services, House::client("home"), link))) ==
              Why::link_invalid);
        run(ask_for_relief(house.services, House::client("home"), ada.email));
        const auto relief = mailed_token(house, ada.who, outbox::Kind::relief_link);
        CHECK(why(reset(house, relief, {"a quite different sentence"})) == Why::link_invalid);
        CHECK_FALSE(run(look_at_reset_link(house.services, relief, house.now())));
    });
}

}  // namespace
}  // namespace sparekey::signin
