#include <doctest/doctest.h>

#include "signin/not_me_flow.h"
#include "signin/undo_flow.h"
#include "signin/visit_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

// Somebody has enabled a second factor on an account that had none; its owner has the letter.
struct Enabled {
    House& house;
    Person ada = house.person("ada@example.org", false);
    Visit thief{house, ada, "thief"};
    account::Client owner = House::client("owner");

    explicit Enabled(House& in) : house(in) {
        thief.sign_in();
        const auto begun = thief.begin_enabling();
        REQUIRE(granted(begun));
        REQUIRE(granted(thief.confirm(outcome(begun))));
    }
    [[nodiscard]] account::Token link() {
        const auto text = mailed_secret(house, ada.who, outbox::Kind::factor_enabled);
        auto token = account::Token::parse(text.text());
        REQUIRE(token);
        return *std::move(token);
    }
    [[nodiscard]] account::Result<NotMeDone> say(const account::Token& link,
                                                 const std::string& password) {
        return run(not_me(house.services, owner, link, secret_of(password)));
    }
};

TEST_CASE("it was not me: a first enabling is undone, every session ends, a hold of 72 h begins") {
    in_each_house([](House& house) {
        Enabled was{house};
        const auto link = was.link();
        const auto notice = run(look_at_not_me(house.services, link, house.now()));
        REQUIRE(notice);
        CHECK(notice->action == NotMeAction::undo_enabling);
        CHECK(notice->link.detail == "factor_enabled");
        CHECK(notice->link.expires_at == house.now() + 72h);

        const auto done = was.say(link, was.ada.password);
        REQUIRE(granted(done));
        CHECK(outcome(done).action == NotMeAction::undo_enabling);
        CHECK(outcome(done).hold_until == house.now() + 72h);
        CHECK(sessions(house, was.ada.who) == 0);
        CHECK(mails(house, was.ada.who, outbox::Kind::enabling_undone) == 1);
        const auto step =
            run(sign_in(house.services, was.owner, was.ada.email, secret_of(was.ada.password)));
        CHECK(step.verdict == PasswordVerdict::session);
    });
}

TEST_CASE("looking at the link changes nothing, however often") {
    in_each_house([](House& house) {
        Enabled was{house};
        const auto link = was.link();
        for (int i = 0; i < 20; ++i) {
            CHECK(run(look_at_not_me(house.services, link, house.now())).has_value());
        }
        CHECK(sessions(house, was.ada.who) == 1);
        CHECK(granted(was.say(link, was.ada.password)));
    });
}

TEST_CASE("the factor and the password take an undone enabling back") {
    in_each_house([](House& house) {
        Enabled was{house};
        REQUIRE(granted(was.say(was.link(), was.ada.password)));
        const auto code = was.thief.fresh_code();
        const auto back = run(undo(house.services, was.owner, was.ada.email,
                                   secret_of(was.ada.password), TypedCode::of(code)));
        REQUIRE(granted(back));
        CHECK(outcome(back).authenticator);
        CHECK(was.thief.signs_in(was.thief.fresh_code()));
    });
}

TEST_CASE("a replacement meanwhile does not save what was enabled") {
    in_each_house([](House& house) {
        Enabled was{house};
        const auto link = was.link();
        was.thief.replace(was.thief.fresh_code());
        REQUIRE(granted(was.say(link, was.ada.password)));
        CHECK(house.count("SELECT COUNT(*) FROM authenticator WHERE account_id = $1",
                          {was.ada.who}) == 0);
    });
}

TEST_CASE("where nothing is left to undo the link ends every session") {
    in_each_house([](House& house) {
        Enabled was{house};
        const auto link = was.link();
        auto disable = factor::disable(house.services, was.ada.password);
        REQUIRE(granted(was.thief.act(std::get<account::Action<account::Done>>(std::move(disable)),
                                      was.thief.fresh_code())));
        const auto done = was.say(link, was.ada.password);
        REQUIRE(granted(done));
        CHECK(outcome(done).action == NotMeAction::end_sessions);
        CHECK(outcome(done).hold_until == Time{});
        CHECK(sessions(house, was.ada.who) == 0);
    });
}

TEST_CASE("the link of any other notice ends the sessions, and never takes a factor away") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        REQUIRE(granted(home.act(factor::view_codes(house.services), home.fresh_code())));
        const auto text = mailed_secret(house, ada.who, outbox::Kind::codes_viewed);
        const auto link = account::Token::parse(text.text());
        const auto notice = run(look_at_not_me(house.services, *link, house.now()));
        CHECK(notice->action == NotMeAction::end_sessions);
        CHECK(notice->link.detail == "codes_viewed");
        const auto done = run(not_me(house.services, home.client, *link, secret_of(ada.password)));
        REQUIRE(granted(done));
        CHECK(outcome(done).action == NotMeAction::end_sessions);
        CHECK(sessions(house, ada.who) == 0);
        CHECK(home.signs_in(home.fresh_code()));
    });
}

TEST_CASE("the link alone does nothing, and bears five wrong passwords") {
    in_each_house([](House& house) {
        Enabled was{house};
        const auto link = was.link();
        for (int i = 0; i < 5; ++i) {
            CHECK(why(was.say(link, "no such password")) == Why::password_wrong);
        }
        CHECK(why(was.say(link, was.ada.password)) == Why::too_many_tries);
        CHECK(sessions(house, was.ada.who) == 1);
    });
}

TEST_CASE("a sign-in's guessing does not keep the owner from the link") {
    in_each_house([](House& house) {
        Enabled was{house};
        for (int i = 0; i < 30; ++i) {
            static_cast<void>(run(sign_in(house.services, House::client("stranger"), was.ada.email,
                                          secret_of("no such password"))));
        }
        CHECK(granted(was.say(was.link(), was.ada.password)));
    });
}

TEST_CASE("the link lives 72 hours") {
    in_each_house([](House& house) {
        Enabled was{house};
        const auto link = was.link();
        house.clock.advance(72h - 1us);
        CHECK(run(look_at_not_me(house.services, link, house.now())).has_value());
        house.clock.advance(1us);
        CHECK_FALSE(run(look_at_not_me(house.services, link, house.now())).has_value());
        CHECK(why(was.say(link, was.ada.password)) == Why::link_invalid);
    });
}

TEST_CASE("sixteen uses of one link: one is granted") {
    in_each_house([](House& house) {
        Enabled was{house};
        const auto link = was.link();
        CHECK(winners_of_sixteen([&] { return granted(was.say(link, was.ada.password)); }) == 1);
        CHECK(lines(house, was.ada.who, journal::Kind::enabling_undone) == 1);
    });
}

TEST_CASE("another account's link, and one that nobody made, are no links") {
    in_each_house([](House& house) {
        Enabled was{house};
        CHECK(why(was.say(account::Token::make(was.ada.who), was.ada.password)) ==
              Why::link_invalid);
        CHECK(why(was.say(account::Token::make(AccountId{12345}), was.ada.password)) ==
              Why::link_invalid);
    });
}

}  // namespace
}  // namespace sparekey::signin
