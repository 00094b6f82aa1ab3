#include "guard/budgets.h"

#include <doctest/doctest.h>

namespace sparekey::guard {
namespace {

using namespace std::chrono_literals;
const Time noon{std::chrono::seconds{1'700'000'000}};

TEST_CASE("five passwords are free, then the wait doubles from 30 s to an hour") {
    PasswordTries tries;
    for (int i = 0; i < 5; ++i) {
        CHECK(tries.open(noon));
        tries.charge(noon);
    }
    Time now = noon;
    for (const auto wait : {30s, 60s, 120s, 240s, 480s, 960s, 1920s, 3600s, 3600s}) {
        CHECK_FALSE(tries.open(now + wait - 1us));
        CHECK(tries.open(now + wait));
        now += wait;
        tries.charge(now);
    }
}

TEST_CASE("the hundredth wrong password in a row closes the password until it is reset") {
    PasswordTries tries;
    Time now = noon;
    for (int i = 0; i < 100; ++i) {
        CHECK(tries.open(now));
        const bool told = tries.charge(now);
        CHECK(told == (i == 4 || i == 99));
        now += 1h;
    }
    CHECK(tries.disabled());
    CHECK_FALSE(tries.open(now + 24h * 365));
}

TEST_CASE("a right password makes the tries anew") {
    PasswordTries tries;
    for (int i = 0; i < 7; ++i) tries.charge(noon);
    tries.succeed();
    CHECK(tries.open(noon));
    CHECK(tries == PasswordTries{});
}

TEST_CASE("the clock set back opens no password earlier") {
    PasswordTries tries;
    for (int i = 0; i < 6; ++i) tries.charge(noon);
    CHECK_FALSE(tries.open(noon - 1h));
    tries.charge(noon - 1h);
    CHECK(tries.last == noon);
}

TEST_CASE("ten second factors an hour, twenty a day, sixty in thirty days") {
    FactorTries tries;
    for (int i = 0; i < 10; ++i) {
        CHECK(tries.next(noon) == noon);
        CHECK(tries.charge(noon) == (i == 9));
    }
    CHECK(tries.next(noon + 59min) == noon + 1h);
    Time now = noon + 1h;
    for (int i = 0; i < 10; ++i) {
        CHECK(tries.next(now) == now);
        tries.charge(now);
    }
    CHECK(tries.next(now + 2h) == noon + 24h);
}

TEST_CASE("a success refills the hour and the day, never the thirty days") {
    FactorTries tries;
    Time now = noon;
    int wrong = 0;
    while (tries.next(now) == now && wrong < 1000) {
        tries.charge(now);
        ++wrong;
        now += 1s;
        if (wrong % 9 == 0) {
            if (tries.next(now) != now) break;
            tries.charge(now);
            tries.succeed(now);
            now += 1s;
        }
    }
    CHECK(wrong == 60);
    CHECK(tries.next(now) > now + 24h * 29);
}

TEST_CASE("a success takes only its own charge back") {
    FactorTries tries;
    for (int i = 0; i < 3; ++i) tries.charge(noon);
    tries.charge(noon + 1s);
    tries.succeed(noon + 1s);
    CHECK(tries.tries.seconds().size() == 3);
}

TEST_CASE("a success after no failure leaves nothing to write") {
    FactorTries tries;
    tries.charge(noon);
    tries.succeed(noon + 1s);
    CHECK(tries == FactorTries{});

    tries.charge(noon);
    tries.charge(noon + 1s);
    tries.succeed(noon + 1s);
    const auto refilled = tries;
    tries.charge(noon + 1h);
    tries.succeed(noon + 1h);
    CHECK(tries == refilled);
}

TEST_CASE("five mails an hour, twenty a day") {
    Sends sends;
    Time now = noon;
    for (int i = 0; i < 20; ++i) {
        CHECK(sends.next(now) == now);
        sends.add(now);
        if (i % 5 == 4) {
            CHECK(sends.next(now) > now);
            now += 1h;
        }
    }
    CHECK(sends.next(now) == noon + 24h);
}

TEST_CASE("budgets survive their encoding, and nothing else decodes") {
    Budgets budgets;
    budgets.password.charge(noon);
    for (int i = 0; i < 60; ++i) budgets.factor.charge(noon + i * 1s);
    budgets.mails.add(noon);
    budgets.reliefs.add(noon);
    budgets.owner_mail = noon;
    const auto octets = budgets.encode();
    CHECK(Budgets::decode(octets) == budgets);
    CHECK(Budgets::decode(Budgets{}.encode()) == Budgets{});
    for (std::size_t cut = 0; cut < octets.size(); ++cut) {
        CHECK_FALSE(Budgets::decode(BytesView{octets}.first(cut)).has_value());
    }
    auto longer = octets;
    longer.push_back(std::byte{0});
    CHECK_FALSE(Budgets::decode(longer).has_value());
    auto other_version = octets;
    other_version[0] = std::byte{9};
    CHECK_FALSE(Budgets::decode(other_version).has_value());
}

}  // namespace
}  // namespace sparekey::guard
