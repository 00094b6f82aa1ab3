#include "operators/verify.h"

#include "operators/shop_double.h"

namespace sparekey::operators {
namespace {

using namespace std::chrono_literals;
using account::FactorUsed;
using signin::House;

TEST_CASE("a right code is accepted once, and says what it was and what is left") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto typed = customer.fresh_code();
        const auto verified = customer.verify(typed);
        REQUIRE(granted(verified));
        CHECK(outcome(verified).kind == FactorUsed::one_time_code);
        CHECK(outcome(verified).codes_left == 8);
        CHECK(outcome(verified).standing.restriction == guard::Restriction::none);
        CHECK(outcome(verified).at == house.now());
        const auto again = customer.verify(typed);
        CHECK(why(again) == Why::code_already_used);
        CHECK(std::get<Refusal>(again).wait > 0s);
        CHECK(customer.tries() == 0);
        CHECK(lines(house, customer.who, journal::Kind::code_verified) == 1);
        CHECK(house.count("SELECT COUNT(*) FROM session") == 0);

        const auto paper = customer.verify(customer.codes[3].text());
        REQUIRE(granted(paper));
        CHECK(outcome(paper).kind == FactorUsed::backup_code);
        CHECK(outcome(paper).codes_left == 7);
        CHECK(why(customer.verify(customer.codes[3].text())) == Why::code_already_used);
        CHECK(mails(house, customer.who, outbox::Kind::signed_in_by_backup_code) == 1);
    });
}

TEST_CASE("a code is accepted for one of sixteen that ask at once, of either kind") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto typed = customer.fresh_code();
        CHECK(winners_of_sixteen([&] { return granted(customer.verify(typed)); }) == 1);
        const std::string paper{customer.codes[0].text()};
        CHECK(winners_of_sixteen([&] { return granted(customer.verify(paper)); }) == 1);
    });
}

TEST_CASE("wrong codes of both kinds use up one budget, and no other key has another") {
    in_each_house([](House& house) {
        Customer customer{house};
        for (int i = 0; i < 5; ++i)
            CHECK(why(customer.verify(customer.wrong())) == Why::code_wrong);
        for (int i = 0; i < 5; ++i) CHECK(why(customer.verify("0000 0000")) == Why::code_wrong);
        const auto refused = customer.verify(customer.fresh_code());
        CHECK(why(refused) == Why::too_many_tries);
        CHECK(std::get<Refusal>(refused).until > house.now());
        CHECK(why(customer.verify(customer.codes[0].text())) == Why::too_many_tries);
        CHECK(mails(house, customer.who, outbox::Kind::budget_reached) == 1);
        // One letter for a row of wrong codes, not ten.
        CHECK(mails(house, customer.who, outbox::Kind::factor_wrong_after_password) == 1);
        house.clock.advance(1h);
        CHECK(granted(customer.verify(customer.fresh_code())));
    });
}

TEST_CASE(
    "a try is charged before it is compared, so that no number of threads outruns the budget") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto wrong = customer.wrong();
        CHECK(winners_of_sixteen([&] { return why(customer.verify(wrong)) == Why::code_wrong; }) ==
              10);
    });
}

TEST_CASE("a browser in which a code was right has tries of its own") {
    in_each_house([](House& house) {
        Customer customer{house};
        REQUIRE(granted(customer.verify(customer.fresh_code(), std::nullopt, false, "home")));
        for (int i = 0; i < 10; ++i)
            CHECK(why(customer.verify(customer.wrong())) == Why::code_wrong);
        CHECK(why(customer.verify(customer.fresh_code())) == Why::too_many_tries);
        CHECK(why(customer.verify(customer.code(), std::nullopt, false, "any other")) ==
              Why::too_many_tries);
        CHECK(granted(customer.verify(customer.code(), std::nullopt, false, "home")));
    });
}

TEST_CASE("a repeated call gets the same answer and spends nothing") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto typed = customer.fresh_code();
        const auto first = customer.verify(typed, customer.call("one", typed));
        REQUIRE(granted(first));
        house.clock.advance(5min);
        const auto again = customer.verify(typed, customer.call("one", typed));
        REQUIRE(granted(again));
        CHECK(outcome(again) == outcome(first));
        CHECK(lines(house, customer.who, journal::Kind::code_verified) == 1);
        // Another key is another call, and the code is spent.
        CHECK(why(customer.verify(typed, customer.call("two", typed))) == Why::code_wrong);

        const std::string paper{customer.codes[0].text()};
        REQUIRE(granted(customer.verify(paper, customer.call("three", paper))));
        const auto paper_again = customer.verify(paper, customer.call("three", paper));
        REQUIRE(granted(paper_again));
        CHECK(outcome(paper_again).codes_left == 7);
        CHECK(mails(house, customer.who, outbox::Kind::signed_in_by_backup_code) == 1);
    });
}

TEST_CASE("a repeated wrong code is wrong again and costs one try") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto wrong = customer.wrong();
        for (int i = 0; i < 12; ++i)
            CHECK(why(customer.verify(wrong, customer.call("one", wrong))) == Why::code_wrong);
        CHECK(customer.tries() == 1);
        for (int i = 0; i < 12; ++i) {
            CHECK(why(customer.verify("00000000", customer.call("two", "00000000"))) ==
                  Why::code_wrong);
        }
        CHECK(customer.tries() == 2);
    });
}

TEST_CASE("a key of another call is refused, and forgotten after a day") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto typed = customer.fresh_code();
        REQUIRE(granted(customer.verify(typed, customer.call("one", typed))));
        const auto next = customer.fresh_code();
        CHECK(why(customer.verify(next, customer.call("one", next))) ==
              Why::idempotency_key_reused);
        CHECK(granted(customer.verify(next, customer.call("two", next))));
        house.clock.advance(24h);
        const auto tomorrow = customer.fresh_code();
        CHECK(granted(customer.verify(tomorrow, customer.call("one", tomorrow))));
    });
}

TEST_CASE("sixteen repeats at once are one acceptance, told to all that were not turned away") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto typed = customer.fresh_code();
        const auto call = customer.call("one", typed);
        CHECK(winners_of_sixteen([&] { return granted(customer.verify(typed, call)); }) == 16);
        CHECK(lines(house, customer.who, journal::Kind::code_verified) == 1);
        const std::string paper{customer.codes[0].text()};
        const auto paper_call = customer.call("two", paper);
        // Each that is under way has a try charged until it is done; ten may be at once.
        CHECK(winners_of_sixteen([&] { return granted(customer.verify(paper, paper_call)); }) >= 1);
        CHECK(mails(house, customer.who, outbox::Kind::signed_in_by_backup_code) == 1);
        CHECK(customer.tries() == 0);
    });
}

TEST_CASE("the last backup code is spent only when somebody says so") {
    in_each_house([](House& house) {
        Customer customer{house};
        for (std::size_t i = 0; i < 7; ++i)
            REQUIRE(granted(customer.verify(customer.codes[i].text())));
        CHECK(why(customer.verify(customer.codes[7].text())) == Why::last_backup_code);
        CHECK(customer.tries() == 0);
        const auto last = customer.verify(customer.codes[7].text(), std::nullopt, true);
        REQUIRE(granted(last));
        CHECK(outcome(last).codes_left == 0);
    });
}

TEST_CASE("without a factor, without an account and under a freeze nothing is compared") {
    in_each_house([](House& house) {
        Customer customer{house};
        Shop shop{house};
        REQUIRE(granted(shop.make("bob")));
        const auto of = [&](AccountId who) {
            const auto code = signin::TypedCode::of(customer.code());
            const std::optional<Repeat> once;
            return run(verify({house.services, asks_for(), who, code, once}));
        };
        CHECK(why(of(shop.account_of("bob"))) == Why::no_factor);
        CHECK(why(of(AccountId{4711})) == Why::unknown_account);
        signin::begin_hold(house, customer.who);
        const auto held = customer.verify(customer.fresh_code());
        REQUIRE(granted(held));
        CHECK(outcome(held).standing.restriction == guard::Restriction::hold);
        signin::begin_freeze(house, customer.who);
        CHECK(why(customer.verify(customer.fresh_code())) == Why::restricted);
        CHECK(why(customer.verify(customer.wrong())) == Why::restricted);
        CHECK(customer.tries() == 0);
    });
}

TEST_CASE("what is kept for a repeated call is sealed for its account and tells no code") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto typed = customer.fresh_code();
        REQUIRE(granted(customer.verify(typed, customer.call("one", typed))));
        const auto row = house.rows("SELECT sealed, key_digest FROM operator_answer").at(0);
        const auto bound =
            crypto::associated_data("operator_answer.sealed", AccountId{7}, row.bytes(1));
        CHECK_FALSE(crypto::open(house.ring, row.bytes(0), bound));
        CHECK(row.bytes(1) == customer.call("one", typed)->key_digest);
        CHECK(repeat_of(house.pepper, AccountId{8}, "one", "POST /verify", typed).key_digest !=
              row.bytes(1));
    });
}

}  // namespace
}  // namespace sparekey::operators
