#include <doctest/doctest.h>

#include "signin/visit_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;
using account::Done;

account::Action<Done> disabling(House& house, const Person& person) {
    auto action = factor::disable(house.services, person.password);
    REQUIRE(granted(action));
    return std::get<account::Action<Done>>(std::move(action));
}

account::Result<otp::BackupCodes> regenerate(Visit& home, const std::string& code) {
    auto action = factor::regenerate_codes(home.house.services, home.person.who);
    return home.act(std::move(action), code);
}

TEST_CASE("regenerating stops the old codes at once, tells the owner and begins the hold") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit away{house, ada, "away"};
        away.sign_in();
        Visit home{house, ada};
        home.sign_in();
        const auto made = regenerate(home, home.fresh_code());
        REQUIRE(granted(made));
        CHECK_FALSE(home.signs_in(home.backup_code(0)));
        CHECK(home.signs_in(std::string{outcome(made)[0].text()}));
        CHECK_FALSE(away.current());
        CHECK(home.current()->standing.until == house.now() + 48h);
        CHECK(mails(house, ada.who, outbox::Kind::codes_regenerated) == 1);
        CHECK(lines(house, ada.who, journal::Kind::codes_regenerated) == 1);
        CHECK(home.signs_in(home.fresh_code()));
    });
}

TEST_CASE("neither the password alone nor a backup code regenerates or shows codes") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        CHECK(why(regenerate(home, {})) == Why::code_needed);
        CHECK(why(regenerate(home, home.backup_code(0))) == Why::backup_code_not_enough);
        CHECK(why(home.act(factor::view_codes(house.services), {})) == Why::code_needed);
        CHECK(why(home.act(factor::view_codes(house.services), home.backup_code(0))) ==
              Why::backup_code_not_enough);
        CHECK(home.current()->codes_left == 8);
        CHECK(home.signs_in(home.backup_code(0)));
    });
}

TEST_CASE("sixteen regenerations with one code: one is granted") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto code = home.fresh_code();
        CHECK(winners_of_sixteen([&] {
                  const Proof proof{secret_of(ada.password), TypedCode::of(code), false};
                  auto action = factor::regenerate_codes(house.services, ada.who);
                  auto result = run(step_up<otp::BackupCodes>(
                      house.services, home.client, *home.session, proof, std::move(action)));
                  return std::holds_alternative<SteppedUp<otp::BackupCodes>>(result);
              }) == 1);
        CHECK(lines(house, ada.who, journal::Kind::codes_regenerated) == 1);
        CHECK(sessions(house, ada.who) == 1);
    });
}

TEST_CASE("a backup code whose set is replaced while it is hashed signs nobody in") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        auto step = run(
            sign_in(house.services, House::client("thief"), ada.email, secret_of(ada.password)));
        const auto thief = House::client("thief");
        const auto session = account::Token::make(ada.who);
        const CodeStep asked{house.services, thief, *step.token, session, false};
        store::Decide<Result<CodeTicket>> begin = [&](const store::Loaded& loaded, Time now) {
            return begin_backup_code(asked, loaded, now);
        };
        const auto begun = run(house.services.db.change<Result<CodeTicket>>(
            ada.who, code_step_loads(asked), std::move(begin)));
        REQUIRE(granted(begun));
        const auto& ticket = outcome(begun);
        const auto hashed = factor::hash_code(home.backup_code(0), ticket.set_salt, cheap);

        REQUIRE(granted(regenerate(home, home.fresh_code())));
        store::Decide<Result<Current>> finish = [&](const store::Loaded& loaded, Time now) {
            return finish_backup_code(asked, ticket, hashed, loaded, now);
        };
        CHECK(why(run(house.services.db.change<Result<Current>>(
                  ada.who, code_step_loads(asked), std::move(finish)))) == Why::changed_meanwhile);
        CHECK(sessions(house, ada.who) == 1);
    });
}

TEST_CASE("viewing shows each code, or when it was used, begins the hold and tells the owner") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in_with(home.backup_code(2));
        const auto used_at = house.now();
        home.sign_in();
        const auto seen = home.act(factor::view_codes(house.services), home.fresh_code());
        REQUIRE(granted(seen));
        for (std::size_t i = 0; i < factor::codes_count; ++i) {
            const auto& one = outcome(seen)[i];
            if (i == 2) {
                CHECK(one.code.empty());
                CHECK(one.used_at == used_at);
            } else {
                CHECK(one.code == ada.codes[i]);
                CHECK(one.used_at == Time{});
            }
        }
        CHECK(home.current()->standing.until == house.now() + 48h);
        CHECK(mails(house, ada.who, outbox::Kind::codes_viewed) == 1);
        CHECK(lines(house, ada.who, journal::Kind::codes_viewed) == 1);
        CHECK(why(home.act(factor::view_codes(house.services), home.fresh_code())) ==
              Why::restricted);
    });
}

TEST_CASE("codes sealed under a password that was reset cannot be viewed") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        change_password(house, ada, "another good password");
        house.clock.advance(48h);
        home.sign_in();
        CHECK(why(home.act(factor::view_codes(house.services), home.fresh_code())) ==
              Why::codes_not_viewable);
        CHECK(home.current()->standing.restriction == guard::Restriction::none);
    });
}

TEST_CASE("where codes are not kept viewable they cannot be viewed") {
    in_each_house([](House& house) {
        house.settings.backup_codes_viewable = false;
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        REQUIRE(granted(regenerate(home, home.fresh_code())));
        CHECK(house.count("SELECT COUNT(*) FROM backup_codes WHERE sealed IS NOT NULL") == 0);
        house.clock.advance(48h);
        home.sign_in();
        CHECK(why(home.act(factor::view_codes(house.services), home.fresh_code())) ==
              Why::codes_not_viewable);
    });
}

TEST_CASE("disabling stops the secret and the codes, ends other sessions and begins the hold") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit away{house, ada, "away"};
        away.sign_in();
        Visit home{house, ada};
        home.sign_in();
        REQUIRE(granted(home.act(disabling(house, ada), home.backup_code(0))));
        CHECK(home.current()->factor == FactorState::none);
        CHECK(home.current()->codes_left == 0);
        CHECK_FALSE(away.current());
        CHECK(home.current()->standing.until == house.now() + 48h);
        CHECK(mails(house, ada.who, outbox::Kind::factor_disabled) == 1);
        CHECK(lines(house, ada.who, journal::Kind::factor_disabled) == 1);
        CHECK(why(run(mail_enable_code(house.services, home.client, *home.session))) ==
              Why::restricted);
        house.clock.advance(48h);
        home.person.key = crypto::Secret{};
        home.sign_in();
        const auto begun = home.begin_enabling();
        REQUIRE(granted(begun));
        CHECK(granted(home.confirm(outcome(begun))));
    });
}

TEST_CASE("disabling is refused while the password is too short to stand alone") {
    in_each_house([](House& house) {
        CHECK(why(factor::disable(house.services, "fourteen chars")) == Why::password_too_short);
        CHECK(granted(factor::disable(house.services, "fifteen chars!!")));
        // Code points count, after normalization: this is fourteen of them in 28 octets.
        std::string accents;
        for (int i = 0; i < 14; ++i) accents += "e\u0301";
        CHECK(why(factor::disable(house.services, accents)) == Why::password_too_short);
        CHECK(granted(factor::disable(house.services, accents + "e")));
    });
}

TEST_CASE("without a second factor there is nothing to view, regenerate, replace or disable") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        CHECK(why(home.act(factor::view_codes(house.services), {})) == Why::no_factor);
        CHECK(why(regenerate(home, {})) == Why::no_factor);
        CHECK(why(home.begin_replacing({})) == Why::no_factor);
        CHECK(why(home.act(disabling(house, ada), {})) == Why::no_factor);
        CHECK(home.current()->standing.restriction == guard::Restriction::none);
    });
}

TEST_CASE("where a second factor is on it is not enabled a second time") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        CHECK(why(run(mail_enable_code(house.services, home.client, *home.session))) ==
              Why::factor_already_enabled);
        CHECK(why(home.act(factor::begin_enabling(house.services, home.client, "12345678"),
                           home.fresh_code())) == Why::factor_already_enabled);
    });
}

TEST_CASE("in a hold nothing of the second factor changes, in a freeze nothing at all") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto all_refused = [&] {
            CHECK(why(home.act(factor::view_codes(house.services), home.fresh_code())) ==
                  Why::restricted);
            CHECK(why(regenerate(home, home.fresh_code())) == Why::restricted);
            CHECK(why(home.begin_replacing(home.fresh_code())) == Why::restricted);
            CHECK(why(home.act(disabling(house, ada), home.fresh_code())) == Why::restricted);
        };
        change_guard(house, ada.who,
                     [&](store::Guard& guard) { guard::begin_hold(guard, 48h, house.now()); });
        all_refused();
        change_guard(house, ada.who, [&](store::Guard& guard) {
            guard::begin_freeze(guard, house.now() + 48h, house.now());
        });
        all_refused();
        CHECK(home.current()->codes_left == 8);
    });
}

}  // namespace
}  // namespace sparekey::signin
