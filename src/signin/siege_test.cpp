// A month of strangers: whatever budget they use up, the owner signs in.
#include <doctest/doctest.h>

#include "signin/acts_double.h"
#include "signin/stolen_flow.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

// What a stranger who knows only the address does every hour: as many passwords and mails as there
// are, in more browsers than one.
void besiege(House& house, const Person& ada, int hour) {
    for (int i = 0; i < 2; ++i) {
        const auto client = House::client("stranger" + std::to_string((hour + i) % 7));
        CHECK(type_password(house, client, ada.email, "wrong").verdict ==
              PasswordVerdict::not_accepted);
        run(ask_for_reset_link(house.services, client, ada.email));
    }
    run(ask_for_relief(house.services, House::client("stranger"), ada.email));
}

// The same by one who knows the password too, and guesses codes until no more are taken.
void besiege_knowing(House& house, const Person& ada) {
    const auto client = House::client("thief");
    for (int i = 0; i < 3; ++i) {
        const auto step = type_password(house, client, ada.email, ada.password);
        if (step.verdict != PasswordVerdict::challenge) return;
        const auto refused = why(type_code(house, client, *step.token, "00000000"));
        CHECK((refused == Why::code_wrong || refused == Why::too_many_tries));
    }
}

// Nobody has let him have any by now.
void check_besieged(House& house, const Person& ada) {
    const auto stranger = House::client("stranger9");
    CHECK(type_password(house, stranger, ada.email, ada.password).verdict ==
          PasswordVerdict::not_accepted);
}

// The same where the password is right: no code is looked at any more, not even the owner's, in a
// browser that is neither known nor relieved.
void check_besieged_knowing(House& house, Person& ada) {
    Visit anywhere{house, ada, "stranger9"};
    const auto challenge = challenge_of(house, anywhere.client, ada);
    CHECK(why(type_code(house, anywhere.client, challenge, anywhere.fresh_code())) ==
          Why::too_many_tries);
    CHECK(why(type_code(house, anywhere.client, challenge, anywhere.backup_code(7))) ==
          Why::too_many_tries);
}

// What the owner can do every day: sign in at home; sign in anywhere with a letter of that day, by
// the restored key (path 1) or by a backup code (path 2); have a link for a forgotten password;
// report the phone stolen.
void check_reach(House& house, Person& ada, int day) {
    Visit home{house, ada};
    home.sign_in();
    CHECK(home.current());

    const auto newest = mailed_token(house, ada.who, outbox::Kind::relief_link);
    const auto name = "borrowed" + std::to_string(day);
    REQUIRE(granted(run(use_relief(house.services, House::client(name), newest))));
    Visit borrowed{house, ada, name};
    if (day % 5 == 0) {
        borrowed.sign_in_with(borrowed.backup_code(static_cast<std::size_t>(day / 5)));
    } else {
        borrowed.sign_in();
    }
    CHECK(borrowed.current());
    const auto links = mails(house, ada.who, outbox::Kind::password_link);
    run(ask_for_reset_link(house.services, home.client, ada.email));
    CHECK(mails(house, ada.who, outbox::Kind::password_link) == links + 1);
    CHECK(granted(
        run(begin_stolen(house.services, home.client, ada.email, secret_of(ada.password)))));
}

TEST_CASE("a month of a stranger who knows the address keeps no owner out for a day") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit{house, ada}.sign_in();
        for (int hour = 0; hour < 24 * 30; ++hour) {
            besiege(house, ada, hour);
            if (hour == 24 * 20) check_besieged(house, ada);
            if (hour % 24 == 23) check_reach(house, ada, hour / 24);
            house.clock.advance(1h);
        }
    });
}

TEST_CASE("a month of a stranger who knows the password too keeps no owner out for a day") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit{house, ada}.sign_in();
        for (int hour = 0; hour < 24 * 30; ++hour) {
            besiege_knowing(house, ada);
            if (hour == 24 * 20) check_besieged_knowing(house, ada);
            run(ask_for_relief(house.services, House::client("thief"), ada.email));
            if (hour % 24 == 23) check_reach(house, ada, hour / 24);
            house.clock.advance(1h);
        }
        // Sixty guesses in thirty days, and never in.
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0 AND browser_digest = $1",
                          {House::client("thief").browser_digest}) == 0);
    });
}

}  // namespace
}  // namespace sparekey::signin
