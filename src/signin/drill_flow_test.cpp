#include <doctest/doctest.h>

#include "account/identity_table.h"
#include "base/text.h"
#include "factor/readiness.h"
#include "otp/setup_key.h"
#include "signin/drill_flow.h"
#include "signin/visit_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;
using factor::WayReason;
using factor::WayState;

factor::Readiness readiness_of(House& house, const Person& person, bool desk_open = true) {
    const auto loaded = run(house.services.db.load(
        person.who,
        std::vector<store::LoadCall>{factor::load_authenticator, factor::load_backup_codes,
                                     account::load_addresses, factor::load_written,
                                     account::load_identity_state}));
    const auto authenticator = factor::read_authenticator(loaded.rows[0]);
    const auto codes = factor::read_backup_codes(loaded.rows[1]);
    const auto addresses = account::read_addresses(loaded.rows[2]);
    const auto written = factor::read_written(loaded.rows[3]);
    const auto record = account::read_identity_state(loaded.rows[4]);
    return factor::readiness({authenticator, codes, addresses, written, record, desk_open},
                             house.ring, house.pepper, person.who, house.now());
}

std::string group_of(const Person& person, int group) {
    const auto key = otp::setup_key_text(person.key.view());
    return std::string{key.text().substr(static_cast<std::size_t>(group - 1) * 4, 4)};
}
std::string ending_of(const Person& person, std::size_t index) {
    return std::string{person.codes[index].text().substr(4)};
}

account::Result<WhatMatched> answer(House& house, const Visit& home, int group,
                                    const std::string& text, const std::string& ending) {
    return run(
        prove_written_down(house.services, home.client, *home.session, {group, text, ending}));
}

TEST_CASE("what is typed back from paper is recorded, and consumes nothing") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto before = readiness_of(house, ada);
        CHECK(before.setup_key == factor::WayBack{WayState::caution, WayReason::not_written_down});
        CHECK(before.backup_codes ==
              factor::WayBack{WayState::caution, WayReason::not_written_down});
        const int asked = before.ask_key_group.value();
        auto typed = group_of(ada, asked);
        typed = " " + lower_ascii(typed.substr(0, 2)) + "-" + typed.substr(2);
        const auto matched = answer(house, home, asked, typed, ending_of(ada, 6));
        REQUIRE(granted(matched));
        CHECK(outcome(matched).key);
        CHECK(outcome(matched).code);

        const auto after = readiness_of(house, ada);
        CHECK(after.setup_key == factor::WayBack{WayState::good, WayReason::works});
        CHECK(after.backup_codes == factor::WayBack{WayState::good, WayReason::works});
        CHECK(lines(house, ada.who, journal::Kind::written_down_proven) == 1);
        CHECK(home.current()->codes_left == 8);
        CHECK(home.signs_in(home.backup_code(6)));
    });
}

TEST_CASE("only the group that was asked for counts, and it stays the same until it is right") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const int asked = readiness_of(house, ada).ask_key_group.value();
        const int other = asked % 4 + 1;
        CHECK_FALSE(outcome(answer(house, home, other, group_of(ada, other), "x")).key);
        CHECK_FALSE(outcome(answer(house, home, asked, "AAAA", "x")).key);
        CHECK(readiness_of(house, ada).ask_key_group == asked);
    });
}

TEST_CASE("the end of a used code, or half of one, does not count") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in_with(home.backup_code(0));
        bool twin = false;  // Whether an unused code happens to end alike.
        for (std::size_t i = 1; i < 8; ++i) twin |= ending_of(ada, i) == ending_of(ada, 0);
        CHECK(outcome(answer(house, home, 1, "x", ending_of(ada, 0))).code == twin);
        CHECK_FALSE(outcome(answer(house, home, 1, "x", ending_of(ada, 1).substr(1))).code);
        CHECK(outcome(answer(house, home, 1, "x", ending_of(ada, 1))).code);
    });
}

TEST_CASE("twenty answers a day, right or wrong") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        for (int i = 0; i < 20; ++i) {
            CHECK(granted(answer(house, home, 1, "x", ending_of(ada, 0))));
        }
        CHECK(why(answer(house, home, 1, "x", ending_of(ada, 0))) == Why::too_many_tries);
        house.clock.advance(24h);
        home.sign_in();
        CHECK(granted(answer(house, home, 1, "x", ending_of(ada, 0))));
    });
}

TEST_CASE("a drill is due seven days after enrolment, then yearly, and can be put off for a week") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        home.replace(home.fresh_code());
        CHECK_FALSE(readiness_of(house, ada).drill_due);
        house.clock.advance(7 * 24h);
        CHECK(readiness_of(house, ada).drill_due);
        home.sign_in();
        REQUIRE(granted(run(snooze_drill(house.services, home.client, *home.session))));
        house.clock.advance(7 * 24h - 1us);
        CHECK_FALSE(readiness_of(house, ada).drill_due);
        house.clock.advance(1us);
        CHECK(readiness_of(house, ada).drill_due);

        home.sign_in();
        const int asked = readiness_of(house, ada).ask_key_group.value();
        REQUIRE(granted(answer(house, home, asked, group_of(ada, asked), ending_of(ada, 0))));
        house.clock.advance(365 * 24h - 1us);
        CHECK_FALSE(readiness_of(house, ada).drill_due);
        house.clock.advance(1us);
        CHECK(readiness_of(house, ada).drill_due);
    });
}

TEST_CASE("a new authenticator has not been written down") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const int asked = readiness_of(house, ada).ask_key_group.value();
        REQUIRE(granted(answer(house, home, asked, group_of(ada, asked), ending_of(ada, 0))));
        home.replace(home.fresh_code());
        const auto after = readiness_of(house, ada);
        CHECK(after.setup_key.reason == WayReason::not_written_down);
        CHECK(after.backup_codes.reason == WayReason::not_written_down);
    });
}

TEST_CASE("an appeal is a way back with a desk, a factor, and a record that is old enough") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto way = [&](bool desk_open = true) {
            return readiness_of(house, ada, desk_open).appeal;
        };
        CHECK(way() == factor::WayBack{WayState::danger, WayReason::no_identity_record});
        const auto entered = std::make_shared<const account::Identity>(
            account::Identity{"Ada Example", "1990-02-03", "X1234567", ""});
        REQUIRE(
            granted(home.act(account::enter_identity(house.services, entered), home.fresh_code())));
        CHECK(way() == factor::WayBack{WayState::caution, WayReason::record_too_new});
        house.clock.advance(account::identity_usable_after - 1us);
        CHECK(way() == factor::WayBack{WayState::caution, WayReason::record_too_new});
        house.clock.advance(1us);
        CHECK(way() == factor::WayBack{WayState::good, WayReason::works});
        CHECK(way(false) == factor::WayBack{WayState::danger, WayReason::desk_closed});

        const auto bob = house.person("bob@example.org", false);
        CHECK(readiness_of(house, bob).appeal ==
              factor::WayBack{WayState::danger, WayReason::no_factor});
    });
}

TEST_CASE("few codes, no codes, a stolen phone, one address and no factor are said") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        CHECK(readiness_of(house, ada).addresses ==
              factor::WayBack{WayState::danger, WayReason::one_address});
        for (std::size_t i = 0; i < 6; ++i) home.sign_in_with(home.backup_code(i));
        CHECK(readiness_of(house, ada).backup_codes ==
              factor::WayBack{WayState::caution, WayReason::few_codes});
        home.sign_in_with(home.backup_code(6)).sign_in_with(home.backup_code(7));
        CHECK(readiness_of(house, ada).backup_codes ==
              factor::WayBack{WayState::danger, WayReason::no_codes});

        store::Decide<bool> suspend = [&](const store::Loaded& loaded,
                                          Time) -> store::Decision<bool> {
            return {true, loaded.guard, {factor::suspend_authenticator(factor::until_replaced)}};
        };
        run(house.services.db.change<bool>(ada.who, std::vector<store::LoadCall>{},
                                           std::move(suspend)));
        CHECK(readiness_of(house, ada).setup_key ==
              factor::WayBack{WayState::danger, WayReason::suspended});

        const auto bob = house.person("bob@example.org", false);
        const auto none = readiness_of(house, bob);
        CHECK(none.setup_key == factor::WayBack{WayState::danger, WayReason::no_factor});
        CHECK(none.backup_codes == factor::WayBack{WayState::danger, WayReason::no_factor});
        CHECK_FALSE(none.ask_key_group);
        CHECK_FALSE(none.drill_due);
    });
}

TEST_CASE("a frozen account's session looks and answers nothing") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        change_guard(house, ada.who, [&](store::Guard& guard) {
            guard::begin_freeze(guard, house.now() + 1h, house.now());
        });
        CHECK(why(answer(house, home, 1, "x", "0000")) == Why::restricted);
        CHECK(why(run(snooze_drill(house.services, home.client, *home.session))) ==
              Why::restricted);
    });
}

}  // namespace
}  // namespace sparekey::signin
