#include <doctest/doctest.h>

#include "account/decoys_flow.h"
#include "signin/acts_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

const std::string fresh = "a quite different sentence";

void ask(House& house, const Person& person, std::string_view browser) {
    run(ask_for_reset_link(house.services, House::client(browser), person.email));
}

TEST_CASE("in a hold no link resets a password, whatever factor comes with it") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        begin_hold(house, ada.who);
        house.clock.advance(48h - 30min);
        const auto link = reset_link(house, ada);
        const auto code = ada.code_at(house.now());
        const auto refused = reset(house, link, {fresh, code});
        CHECK(why(refused) == Why::restricted);
        CHECK(std::get<Refusal>(refused).until == house.now() + 30min);
        CHECK(why(reset(house, link, {fresh, {}, true})) == Why::restricted);
        house.clock.advance(30min);
        CHECK(granted(reset(house, link, {fresh, ada.code_at(house.now())})));
    });
}

TEST_CASE("in a freeze a reset with a factor is the veto first, then the reset and its hold") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        begin_freeze(house, ada.who);
        const auto link = reset_link(house, ada);
        CHECK(why(reset(house, link, {fresh, "00000000"})) == Why::code_wrong);
        CHECK(standing_of(house, ada.who).restriction == guard::Restriction::freeze);
        CHECK(granted(reset(house, link, {fresh, ada.code_at(house.now())})));
        CHECK(standing_of(house, ada.who).restriction == guard::Restriction::hold);
        CHECK(standing_of(house, ada.who).until == house.now() + 48h);
    });
}

TEST_CASE("a link alone ends no freeze") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto bob = house.person("bob@example.org", false);
        begin_freeze(house, ada.who);
        begin_freeze(house, bob.who);
        CHECK(outcome(reset(house, reset_link(house, ada), {fresh, {}, true})) ==
              ResetResult::pending);
        CHECK(why(reset(house, reset_link(house, bob), {fresh})) == Why::restricted);
        CHECK(standing_of(house, ada.who).restriction == guard::Restriction::freeze);
        CHECK(standing_of(house, bob.who).restriction == guard::Restriction::freeze);
    });
}

TEST_CASE("five links an hour and twenty a day, whoever asks") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto sent = [&] { return mails(house, ada.who, outbox::Kind::password_link); };
        for (int hour = 0; hour < 6; ++hour) {
            for (int i = 0; i < 7; ++i) ask(house, ada, "stranger" + std::to_string(i));
            CHECK(sent() == std::min(5 * (hour + 1), 20));
            house.clock.advance(1h);
        }
        house.clock.advance(18h);
        ask(house, ada, "stranger");
        CHECK(sent() == 21);
    });
}

TEST_CASE("a known browser gets a link when strangers have used up the mails, and so does relief") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit{house, ada}.sign_in();
        const auto sent = [&] { return mails(house, ada.who, outbox::Kind::password_link); };
        for (int i = 0; i < 6; ++i) ask(house, ada, "stranger");
        CHECK(sent() == 5);
        for (int i = 0; i < 6; ++i) ask(house, ada, "home");
        CHECK(sent() == 10);

        ask(house, ada, "borrowed");
        CHECK(sent() == 10);
        REQUIRE(granted(take_relief(house, ada, "borrowed")));
        for (int i = 0; i < 6; ++i) ask(house, ada, "borrowed");
        CHECK(sent() == 15);
    });
}

TEST_CASE("asking for an unknown address answers the same, writes as much and mails nobody") {
    in_each_house([](House& house) {
        run(account::ensure_decoys(house.services.db));
        const auto before = house.count("SELECT count(*) FROM link");
        run(ask_for_reset_link(house.services, House::client("asking"), "nobody@example.org"));
        CHECK(house.count("SELECT count(*) FROM link") == before + 1);
        CHECK(house.count("SELECT count(*) FROM outbox") == 0);
    });
}

}  // namespace
}  // namespace sparekey::signin
