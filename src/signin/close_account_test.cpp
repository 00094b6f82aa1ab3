#include "signin/close_account.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "account/identity_table.h"
#include "crypto/seal.h"
#include "signin/acts_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;
using account::Identity;
using account::IdentityState;

account::Result<IdentityState> enter(Visit& visit) {
    const auto identity = std::make_shared<const Identity>(
        Identity{"Ada Lovelace", "1990-12-31", "ab 12-34", "+44 20 7946 0000"});
    return visit.act(account::enter_identity(visit.house.services, identity), visit.fresh_code());
}

TEST_CASE("an identity record is sealed for its account, told to the owner, usable 30 days later") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        const auto entered = enter(visit);
        REQUIRE(granted(entered));
        CHECK(outcome(entered).usable_from == house.now() + 720h);
        CHECK(outcome(entered).entered_by == account::EnteredBy::owner);
        CHECK(mails(house, ada.who, outbox::Kind::identity_entered) == 1);
        CHECK(lines(house, ada.who, journal::Kind::identity_entered) == 1);

        const auto rows = house.rows("SELECT sealed, number_digest FROM identity_record");
        const auto sealed = rows.at(0).bytes(0);
        CHECK(account::open_identity(house.ring, ada.who, sealed).legal_name == "Ada Lovelace");
        CHECK_THROWS_AS(static_cast<void>(account::open_identity(house.ring, AccountId{7}, sealed)),
                        Failure);
        CHECK(rows.at(0).bytes(1) == account::id_number_digest(house.pepper, ada.who, "AB1234"));
    });
}

TEST_CASE("what the operator entered stays, and a hold lets nobody enter anything") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        alter(house, ada.who,
              account::save_identity(Bytes(1), Bytes(32),
                                     {house.now(), account::EnteredBy::site_operator, {}}));
        CHECK(why(enter(visit)) == Why::identity_by_operator);
        CHECK(house.count("SELECT count(*) FROM identity_record WHERE entered_by = 'operator'") ==
              1);
        begin_hold(house, ada.who);
        CHECK(why(enter(visit)) == Why::restricted);
    });
}

TEST_CASE("a closed account leaves nothing that signs in, and its address is free") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        REQUIRE(granted(enter(visit)));
        const auto link = reset_link(house, ada);
        const auto challenge = challenge_of(house, House::client("other"), ada);
        CHECK(granted(visit.act(close_account(house.services), visit.fresh_code())));
        CHECK_FALSE(visit.session);

        for (const auto* table : {"password", "authenticator", "backup_codes", "generation",
                                  "session", "link", "browser", "mailed_code", "identity_record",
                                  "account_facts", "enrolment", "email_index"}) {
            INFO(table);
            CHECK(house.count("SELECT count(*) FROM " + std::string{table}) == 0);
        }
        CHECK(house.count("SELECT closed_at FROM account") == to_micros(house.now()));
        CHECK(mails(house, ada.who, outbox::Kind::account_closed) == 1);
        CHECK(why(type_code(house, House::client("other"), challenge, visit.fresh_code())) ==
              Why::no_challenge);
        CHECK(why(reset(house, link, {"a quite different sentence"})) == Why::link_invalid);
        CHECK_NOTHROW(house.person("ada@example.org", false));
    });
}

TEST_CASE("a hold keeps an account from being closed") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        begin_hold(house, ada.who);
        CHECK(why(visit.act(close_account(house.services), visit.fresh_code())) == Why::restricted);
        CHECK(house.count("SELECT count(*) FROM password") == 1);
    });
}

}  // namespace
}  // namespace sparekey::signin
