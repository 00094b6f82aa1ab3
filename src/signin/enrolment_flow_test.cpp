#include <doctest/doctest.h>

#include "signin/acts_double.h"
#include "signin/signed_in.h"
#include "signin/visit_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;
using account::Why;

TEST_CASE("enabling takes the password and a mailed code, then a code of the new key") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        const auto begun = home.begin_enabling();
        REQUIRE(granted(begun));
        CHECK(outcome(begun).key.size() == 10);
        CHECK(outcome(begun).account_name == "ada@example.org");
        CHECK(house.count("SELECT COUNT(*) FROM authenticator WHERE account_id = $1", {ada.who}) ==
              0);

        REQUIRE(granted(home.confirm(outcome(begun))));
        const auto now = home.current();
        REQUIRE(now);
        CHECK(now->session.level == 2);
        CHECK(now->session.method == account::Method::authenticator);
        CHECK(now->factor == FactorState::active);
        CHECK(now->codes_left == 8);
        CHECK(now->standing.restriction == guard::Restriction::none);
        CHECK(mails(house, ada.who, outbox::Kind::factor_enabled) == 1);
        CHECK(lines(house, ada.who, journal::Kind::factor_enabled) == 1);
        CHECK(home.signs_in(home.backup_code(3)));
        CHECK(home.signs_in(home.fresh_code()));
    });
}

TEST_CASE("enabling forgets the browsers that are known by a password alone") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        const auto known = [&] {
            return house.count("SELECT count(*) FROM browser WHERE account_id = $1", {ada.who});
        };
        for (const auto* browser : {"one", "two", "three"}) {
            CHECK(type_password(house, House::client(browser), ada.email, ada.password).verdict ==
                  PasswordVerdict::session);
        }
        CHECK(known() == 3);
        Visit home{house, ada};
        home.sign_in();
        CHECK(known() == 4);
        REQUIRE(granted(home.confirm(outcome(home.begin_enabling()))));
        CHECK(known() == 1);
        CHECK(house.count("SELECT count(*) FROM browser WHERE browser_digest = $1",
                          {home.client.browser_digest}) == 1);
    });
}

TEST_CASE("the code that confirmed a new key is spent") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        const auto begun = home.begin_enabling();
        REQUIRE(granted(home.confirm(outcome(begun))));
        CHECK_FALSE(home.signs_in(ada.code_at(house.now())));
        CHECK_FALSE(home.signs_in(ada.code_at(house.now() - 30s)));
    });
}

TEST_CASE("a mailed code bears five tries, fifteen minutes and one browser") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        REQUIRE(granted(run(mail_enable_code(house.services, home.client, *home.session))));
        const std::string code{mailed_secret(house, ada.who, outbox::Kind::enable_code).text()};
        const auto wrong = code == "00000000" ? "00000001" : "00000000";

        const auto elsewhere = House::client("elsewhere");
        CHECK(why(home.act(factor::begin_enabling(house.services, elsewhere, code), {})) ==
              Why::code_expired);
        for (int left = 4; left >= 0; --left) {
            const auto result =
                home.act(factor::begin_enabling(house.services, home.client, wrong), {});
            CHECK(why(result) == Why::code_wrong);
            CHECK(std::get<Refusal>(result).tries_left == left);
        }
        CHECK(why(home.act(factor::begin_enabling(house.services, home.client, code), {})) ==
              Why::too_many_tries);

        REQUIRE(granted(run(mail_enable_code(house.services, home.client, *home.session))));
        const std::string next{mailed_secret(house, ada.who, outbox::Kind::enable_code).text()};
        house.clock.advance(15min);
        CHECK(why(home.act(factor::begin_enabling(house.services, home.client, next), {})) ==
              Why::code_expired);
    });
}

TEST_CASE("a mailed code begins one enrolment") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        REQUIRE(granted(home.begin_enabling()));
        const std::string code{mailed_secret(house, ada.who, outbox::Kind::enable_code).text()};
        CHECK(why(home.act(factor::begin_enabling(house.services, home.client, code), {})) ==
              Why::code_expired);
    });
}

TEST_CASE("five mails an hour, and past them one an hour") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        const auto mail = [&] {
            return run(mail_enable_code(house.services, home.client, *home.session));
        };
        for (int i = 0; i < 6; ++i) CHECK(granted(mail()));
        CHECK(why(mail()) == Why::too_many_mails);
        // Past the day's twenty there is still one an hour.
        for (int hour = 0; hour < 6; ++hour) {
            house.clock.advance(1h);
            home.sign_in();
            for (int i = 0; i < 6; ++i) static_cast<void>(mail());
            CHECK(why(mail()) == Why::too_many_mails);
        }
        house.clock.advance(1h);
        home.sign_in();
        CHECK(granted(mail()));
        CHECK(why(mail()) == Why::too_many_mails);
    });
}

TEST_CASE("nothing is replaced before the new authenticator is confirmed") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        REQUIRE(granted(home.begin_replacing(home.fresh_code())));
        CHECK(home.signs_in(home.fresh_code()));
        CHECK(home.signs_in(home.backup_code(0)));
        CHECK(home.current()->standing.restriction == guard::Restriction::none);
        CHECK(mails(house, ada.who, outbox::Kind::factor_replaced) == 0);
    });
}

TEST_CASE("a confirmed replacement stops the old key and every old code, and begins the hold") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit away{house, ada, "away"};
        away.sign_in();
        Visit home{house, ada};
        home.sign_in();
        const auto before = copy_of(ada);
        home.replace(home.fresh_code());

        CHECK_FALSE(away.current());
        CHECK(home.current());
        CHECK_FALSE(home.signs_in(before.code_at(house.now() + 30s)));
        for (const auto& code : before.codes) {
            CHECK_FALSE(home.signs_in(std::string{code.text()}));
        }
        house.clock.advance(2h);  // The budget of an hour is used up.
        CHECK(home.signs_in(home.fresh_code()));
        home.sign_in();
        const auto now = home.current();
        CHECK(now->standing.restriction == guard::Restriction::hold);
        CHECK(now->standing.until >= house.now() + 45h);
        CHECK(mails(house, ada.who, outbox::Kind::factor_replaced) == 1);
        CHECK(house.count("SELECT COUNT(*) FROM generation WHERE account_id = $1", {ada.who}) == 1);
    });
}

TEST_CASE("sixteen confirmations of one enrolment: one is granted") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto begun = home.begin_replacing(home.fresh_code());
        REQUIRE(granted(begun));
        const auto code = otp::one_time_code(outcome(begun).key.view(), otp::step_at(house.now()));
        CHECK(winners_of_sixteen([&] {
                  return granted(
                      run(confirm_enrolment(house.services, home.client, *home.session, code)));
              }) == 1);
        CHECK(sessions(house, ada.who) == 1);
        CHECK(lines(house, ada.who, journal::Kind::factor_replaced) == 1);
    });
}

TEST_CASE("an enrolment bears five tries") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto begun = home.begin_replacing(home.fresh_code());
        const auto wrong = wrong_one_time(outcome(begun).key, house.now());
        for (int left = 4; left >= 0; --left) {
            const auto result =
                run(confirm_enrolment(house.services, home.client, *home.session, wrong));
            CHECK(why(result) == Why::code_wrong);
            CHECK(std::get<Refusal>(result).tries_left == left);
        }
        CHECK(why(home.confirm(outcome(begun))) == Why::too_many_tries);
    });
}

TEST_CASE("an enrolment lives ten minutes") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto begun = home.begin_replacing(home.fresh_code());
        house.clock.advance(10min - 1us);
        const auto wrong = wrong_one_time(outcome(begun).key, house.now());
        CHECK(why(run(confirm_enrolment(house.services, home.client, *home.session, wrong))) ==
              Why::code_wrong);
        house.clock.advance(1us);
        CHECK(why(home.confirm(outcome(begun))) == Why::no_enrolment);
    });
}

TEST_CASE("only the session that began an enrolment confirms it") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        Visit away{house, ada, "away"};
        away.sign_in();
        const auto begun = home.begin_replacing(home.fresh_code());
        CHECK(why(away.confirm(outcome(begun))) == Why::no_enrolment);
        CHECK(granted(home.confirm(outcome(begun))));
    });
}

TEST_CASE("a password that changed since makes an enrolment void") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        const auto begun = home.begin_enabling();
        change_password(house, ada, "another good password");
        CHECK(why(home.confirm(outcome(begun))) == Why::no_enrolment);
    });
}

TEST_CASE("a hold or a freeze that begins meanwhile refuses the confirmation") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto begun = home.begin_replacing(home.fresh_code());
        change_guard(house, ada.who,
                     [&](store::Guard& guard) { guard::begin_hold(guard, 1min, house.now()); });
        CHECK(why(home.confirm(outcome(begun))) == Why::restricted);
        house.clock.advance(1min);
        change_guard(house, ada.who, [&](store::Guard& guard) {
            guard::begin_freeze(guard, house.now() + 1min, house.now());
        });
        CHECK(why(home.confirm(outcome(begun))) == Why::restricted);
        house.clock.advance(1min);
        CHECK(granted(home.confirm(outcome(begun))));
    });
}

// The two halves of a confirmation, with something in between.
struct Halves {
    House& house;
    Visit& home;
    const factor::Enrolling& begun;
    account::Token next = account::Token::make(home.person.who);
    Confirm asked{house.services, *home.session, next};

    account::Result<ConfirmTicket> begin() {
        const auto code = otp::one_time_code(begun.key.view(), otp::step_at(house.now()));
        DecideSignedIn<ConfirmTicket> decide = [&](account::Plan& plan, const Session& session,
                                                   const std::vector<store::Rows>& rows) {
            return begin_confirm(asked, code, plan, session, rows);
        };
        return run(change_signed_in<ConfirmTicket>(house.services, home.client, *home.session,
                                                   guard::Operation::use_session, confirm_loads(),
                                                   std::move(decide)));
    }
    account::Result<account::Done> finish(const ConfirmTicket& ticket) {
        const auto set = factor::make_set(otp::draw_backup_codes(), house.pepper, house.ring,
                                          home.person.who, nullptr, cheap, Time{});
        DecideSignedIn<account::Done> decide = [&](account::Plan& plan, const Session& session,
                                                   const std::vector<store::Rows>& rows) {
            return finish_confirm(asked, ticket, set, plan, session, rows);
        };
        return run(change_signed_in<account::Done>(house.services, home.client, *home.session,
                                                   guard::Operation::use_session, confirm_loads(),
                                                   std::move(decide)));
    }
};

TEST_CASE("what changes while the new codes are hashed refuses the confirmation") {
    const auto meanwhile = [](const std::function<void(House&, Visit&)>& change) {
        in_each_house([&](House& house) {
            auto ada = house.person("ada@example.org", true);
            Visit home{house, ada};
            home.sign_in();
            const auto begun = home.begin_replacing(home.fresh_code());
            Halves halves{house, home, outcome(begun)};
            const auto ticket = halves.begin();
            REQUIRE(granted(ticket));
            change(house, home);
            CHECK_FALSE(granted(halves.finish(outcome(ticket))));
            CHECK(lines(house, ada.who, journal::Kind::factor_replaced) == 0);
        });
    };
    SUBCASE("the password") {
        meanwhile([](House& house, Visit& home) {
            change_password(house, home.person, "another good password");
        });
    }
    SUBCASE("the restriction") {
        meanwhile([](House& house, Visit& home) {
            change_guard(house, home.person.who,
                         [&](store::Guard& guard) { guard::begin_hold(guard, 48h, house.now()); });
        });
    }
    SUBCASE("the enrolment itself, begun anew") {
        meanwhile([](House&, Visit& home) {
            auto old = home.session->clone();
            REQUIRE(granted(home.begin_replacing(home.fresh_code())));
        });
    }
    SUBCASE("the backup codes") {
        meanwhile([](House& house, Visit& home) {
            REQUIRE(granted(home.act(factor::regenerate_codes(house.services, home.person.who),
                                     home.fresh_code())));
        });
    }
}

TEST_CASE("in a session that began with a backup code the password alone replaces, once") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in_with(home.backup_code(0));
        CHECK(why(home.act(factor::view_codes(house.services), {})) == Why::code_needed);
        CHECK(why(home.act(factor::regenerate_codes(house.services, ada.who), {})) ==
              Why::code_needed);
        home.replace({});
        CHECK(home.current()->session.method == account::Method::authenticator);
        house.clock.advance(49h);
        home.sign_in();
        CHECK(why(home.begin_replacing({})) == Why::code_needed);
    });
}

TEST_CASE("a backup code counts for replacing, and is spent by it") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        REQUIRE(granted(home.begin_replacing(home.backup_code(4))));
        CHECK(home.current()->codes_left == 7);
        CHECK(why(home.begin_replacing(home.backup_code(4))) == Why::code_already_used);
    });
}

TEST_CASE("the new codes can be viewed with the password that began the enrolment") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        const auto begun = home.begin_enabling();
        REQUIRE(granted(home.confirm(outcome(begun))));
        const auto seen = home.act(factor::view_codes(house.services), home.fresh_code());
        REQUIRE(granted(seen));
        for (std::size_t i = 0; i < factor::codes_count; ++i) {
            CHECK(outcome(seen)[i].code == ada.codes[i]);
        }
    });
}

TEST_CASE("an enrolment's row holds neither the key nor the password's wrapping key in the clear") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit home{house, ada};
        home.sign_in();
        const auto begun = home.begin_enabling();
        const auto rows =
            house.rows("SELECT sealed FROM enrolment WHERE account_id = $1", {ada.who});
        const auto row = text_of(rows.at(0).bytes(0));
        CHECK(row.find(outcome(begun).key.text()) == std::string_view::npos);
        REQUIRE(granted(home.confirm(outcome(begun))));
        CHECK(house.rows("SELECT sealed FROM enrolment WHERE account_id = $1", {ada.who}).empty());
    });
}

}  // namespace
}  // namespace sparekey::signin
