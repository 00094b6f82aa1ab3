#include "operators/account_flow.h"

#include "operators/shop_double.h"
#include "signin/close_account_table.h"

namespace sparekey::operators {
namespace {

using namespace std::chrono_literals;
using signin::House;

TEST_CASE(
    "an account of the operator's has addresses that are told, and a factor when it has one") {
    in_each_house([](House& house) {
        Shop shop{house};
        const auto made = shop.make("ada", {"ada@example.org", "ada@example.net"});
        REQUIRE(granted(made));
        CHECK(outcome(made).addresses == 2);
        CHECK(outcome(made).factor == signin::FactorState::none);
        const Customer customer{house, "bob"};
        const auto seen = run(look_at(house.services, customer.who, house.now()));
        REQUIRE(granted(seen));
        CHECK(outcome(seen).factor == signin::FactorState::active);
        CHECK(outcome(seen).codes_left == 8);
        CHECK(outcome(seen).standing.restriction == guard::Restriction::none);
        CHECK(lines(house, customer.who, journal::Kind::account_made) == 1);
        CHECK(why(run(look_at(house.services, AccountId{4711}, house.now()))) ==
              Why::unknown_account);
    });
}

TEST_CASE("an id has one account, however many ask for it at once") {
    in_each_house([](House& house) {
        Shop shop{house};
        CHECK(winners_of_sixteen([&] { return granted(shop.make("ada")); }) == 1);
        CHECK(house.count("SELECT COUNT(*) FROM account") == 1);
        CHECK(why(shop.make("ada")) == Why::account_exists);
    });
}

TEST_CASE(
    "its addresses are in no index: nobody signs in here with them, and others may have them") {
    in_each_house([](House& house) {
        Customer customer{house};
        CHECK(house.count("SELECT COUNT(*) FROM email_index") == 0);
        // Nothing tells it from an address that nobody has: a decoy answers for both.
        const auto answers = [&](const std::string& email) {
            const auto who = run(signin::account_or_decoy(house.services, email));
            return account::is_decoy(who);
        };
        CHECK(answers("ada@example.org"));
        CHECK(answers("nobody@example.org"));
        // The same address for somebody else's account, and for one that signs in here.
        CHECK(granted(customer.shop.make("other", {"ada@example.org"})));
        CHECK_NOTHROW(house.person("ada@example.org", false));
    });
}

TEST_CASE("deleting destroys what proves its owner, and tells every address") {
    in_each_house([](House& house) {
        Customer customer{house};
        CHECK(winners_of_sixteen([&] { return granted(customer.shop.remove(customer.id)); }) == 1);
        for (const auto* table : {"authenticator", "backup_codes", "generation", "enrolment"}) {
            INFO(table);
            CHECK(house.count("SELECT count(*) FROM " + std::string{table}) == 0);
        }
        CHECK(mails(house, customer.who, outbox::Kind::account_closed) == 1);
        CHECK(why(customer.verify(customer.fresh_code())) == Why::unknown_account);
        CHECK(why(customer.shop.remove(customer.id)) == Why::unknown_account);
    });
}

TEST_CASE("a deleted account can be made again 7 days later, and its old addresses hear of it") {
    in_each_house([](House& house) {
        Shop shop{house};
        REQUIRE(granted(shop.make("ada", {"ada@example.org"})));
        REQUIRE(granted(shop.remove("ada")));
        const auto deleted_at = house.now();
        house.clock.advance(167h);
        const auto refused = shop.make("ada", {"thief@example.org"});
        REQUIRE(why(refused) == Why::account_deleted);
        CHECK(std::get<account::Refusal>(refused).until == deleted_at + 168h);
        house.clock.advance(1h);
        CHECK(winners_of_sixteen(
                  [&] { return granted(shop.make("ada", {"thief@example.org"})); }) == 1);
        const auto who = shop.account_of("ada");
        CHECK(mails(house, who, outbox::Kind::account_made_again) == 2);
        CHECK(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'account_made_again' AND "
                          "recipient = 'ada@example.org'") == 1);
    });
}

TEST_CASE("a hold is not shaken off by deleting the account") {
    in_each_house([](House& house) {
        Customer customer{house};
        signin::begin_hold(house, customer.who);
        CHECK(why(customer.shop.remove(customer.id)) == Why::restricted);
        CHECK(granted(customer.verify(customer.fresh_code())));
    });
}

TEST_CASE("an account that was closed on the server can be deleted, so that its id is not lost") {
    in_each_house([](House& house) {
        Customer customer{house};
        signin::alter(house, customer.who, signin::set_closed(house.now()));
        CHECK(why(run(look_at(house.services, customer.who, house.now()))) == Why::unknown_account);
        CHECK(granted(customer.shop.remove(customer.id)));
        house.clock.advance(168h);
        CHECK(granted(customer.shop.make(customer.id)));
    });
}

}  // namespace
}  // namespace sparekey::operators
