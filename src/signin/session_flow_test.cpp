#include "signin/session_flow.h"

#include <doctest/doctest.h>

#include "signin/acts_double.h"
#include "signin/leave.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

TEST_CASE("the list holds the account's living sessions, the latest seen first") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        auto bob = house.person("bob@example.org", true);
        Visit home{house, ada};
        Visit phone{house, ada, "phone"};
        Visit gone{house, ada, "gone"};
        gone.sign_in();
        house.clock.advance(40min);
        home.sign_in();
        house.clock.advance(15min);
        phone.sign_in();
        Visit{house, bob, "bob"}.sign_in();
        house.clock.advance(10min);

        const auto all = run(list_sessions(house.services, ada.who, house.now()));
        REQUIRE(all.size() == 2);
        CHECK(all[0].id == phone.current()->session.id);
        CHECK(all[1].id == home.current()->session.id);
        CHECK(all[0].client == "192.0.2.1");
        CHECK(all[0].agent == "Firefox on Linux");
        CHECK(all[0].level == 2);
    });
}

TEST_CASE("one session ends another of its account, or itself, and a line tells it") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Visit phone{house, ada, "phone"};
        home.sign_in();
        phone.sign_in();
        const auto end = [&](SessionId id) {
            return run(end_one_session(house.services, home.client, *home.session, id));
        };
        const auto other = phone.current()->session.id;
        CHECK(granted(end(other)));
        CHECK_FALSE(phone.current());
        CHECK(home.current());
        CHECK(why(end(other)) == Why::not_found);
        CHECK(lines(house, ada.who, journal::Kind::session_ended) == 1);
        CHECK(granted(end(home.current()->session.id)));
        CHECK_FALSE(home.current());
        CHECK(why(end(other)) == Why::not_signed_in);
    });
}

TEST_CASE("nobody ends somebody else's session") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        auto eve = house.person("eve@example.org", true);
        Visit home{house, ada};
        Visit evil{house, eve, "evil"};
        home.sign_in();
        evil.sign_in();
        const auto target = home.current()->session.id;
        CHECK(why(run(end_one_session(house.services, evil.client, *evil.session, target))) ==
              Why::not_found);
        CHECK(granted(run(end_others(house.services, evil.client, *evil.session))));
        CHECK(home.current());
        CHECK(evil.current());
    });
}

TEST_CASE("all others end at once, the one that asks stays as it is") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        std::vector<Visit> others;
        for (int i = 0; i < 3; ++i) {
            others.emplace_back(house, ada, "browser" + std::to_string(i)).sign_in();
        }
        home.sign_in();
        CHECK(granted(run(end_others(house.services, home.client, *home.session))));
        for (const auto& other : others) CHECK_FALSE(other.current());
        CHECK(home.current());
        CHECK(lines(house, ada.who, journal::Kind::sessions_ended) == 1);
    });
}

TEST_CASE("sessions are ended under a hold and under a freeze") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Visit phone{house, ada, "phone"};
        home.sign_in();
        phone.sign_in();
        begin_hold(house, ada.who);
        CHECK(granted(run(end_others(house.services, home.client, *home.session))));
        begin_freeze(house, ada.who);
        CHECK(granted(run(end_others(house.services, home.client, *home.session))));
        const auto own = home.current()->session.id;
        CHECK(granted(run(end_one_session(house.services, home.client, *home.session, own))));
    });
}

TEST_CASE("signing out ends this session only, twice is as good as once") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Visit phone{house, ada, "phone"};
        home.sign_in();
        phone.sign_in();
        run(sign_out(house.services, home.client, *home.session));
        run(sign_out(house.services, home.client, *home.session));
        CHECK_FALSE(home.current());
        CHECK(phone.current());
        CHECK(lines(house, ada.who, journal::Kind::signed_out) == 1);
    });
}

TEST_CASE("a challenge that is cancelled takes no code") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        const auto challenge = challenge_of(house, client, ada);
        run(cancel_challenge(house.services, challenge));
        run(cancel_challenge(house.services, challenge));
        CHECK(why(type_code(house, client, challenge, ada.code_at(house.now()))) ==
              Why::no_challenge);
    });
}

}  // namespace
}  // namespace sparekey::signin
