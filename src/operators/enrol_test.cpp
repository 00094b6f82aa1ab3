#include "operators/enrol.h"

#include "operators/shop_double.h"

namespace sparekey::operators {
namespace {

using namespace std::chrono_literals;
using account::Done;
using factor::Enrolling;
using signin::House;

TEST_CASE("a first authenticator counts when a code of it is confirmed, and its owner is told") {
    in_each_house([](House& house) {
        Shop shop{house};
        REQUIRE(granted(shop.make("ada")));
        const auto who = shop.account_of("ada");
        const auto begun = run(begin_enabling(house.services, asks_for(), who));
        REQUIRE(granted(begun));
        CHECK(outcome(begun).expires_at == house.now() + 10min);
        CHECK(house.count("SELECT COUNT(*) FROM authenticator") == 0);
        const auto typed = otp::one_time_code(outcome(begun).key.view(), otp::step_at(house.now()));
        const auto wrong =
            run(confirm_enrolment({house.services, asks_for(), who,
                                   signin::wrong_one_time(outcome(begun).key, house.now())}));
        CHECK(why(wrong) == Why::code_wrong);
        CHECK(std::get<Refusal>(wrong).tries_left == 4);
        CHECK(granted(run(confirm_enrolment({house.services, asks_for(), who, typed}))));
        CHECK(house.count("SELECT COUNT(*) FROM authenticator") == 1);
        CHECK(mails(house, who, outbox::Kind::factor_enabled) == 1);
        // Without a link: there is no password here that it could ask for.
        CHECK(house.count("SELECT COUNT(*) FROM link") == 0);
        CHECK(
            house.rows("SELECT secret FROM outbox WHERE kind = 'factor_enabled'").at(0).is_null(0));
        CHECK(why(run(begin_enabling(house.services, asks_for(), who))) ==
              Why::factor_already_enabled);
        // The code that confirmed it is spent, and no code can be viewed.
        const auto code = signin::TypedCode::of(typed);
        const std::optional<Repeat> once;
        CHECK(why(run(verify({house.services, asks_for(), who, code, once}))) ==
              Why::code_already_used);
        CHECK(house.rows("SELECT sealed FROM backup_codes").at(0).is_null(0));
    });
}

TEST_CASE("an enrolment bears five tries and lives ten minutes, and one of sixteen confirms it") {
    in_each_house([](House& house) {
        Shop shop{house};
        REQUIRE(granted(shop.make("ada")));
        const auto who = shop.account_of("ada");
        const auto begin = [&] { return run(begin_enabling(house.services, asks_for(), who)); };
        const auto confirm_with = [&](const std::string& typed) {
            return run(confirm_enrolment({house.services, asks_for(), who, typed}));
        };
        CHECK(why(confirm_with("123456")) == Why::no_enrolment);
        auto begun = begin();
        const auto right = [&] {
            return otp::one_time_code(outcome(begun).key.view(), otp::step_at(house.now()));
        };
        for (int i = 0; i < 5; ++i)
            CHECK(why(confirm_with(signin::wrong_one_time(outcome(begun).key, house.now()))) ==
                  Why::code_wrong);
        CHECK(why(confirm_with(right())) == Why::too_many_tries);
        begun = begin();
        house.clock.advance(10min);
        CHECK(why(confirm_with(right())) == Why::no_enrolment);
        begun = begin();
        const auto typed = right();
        CHECK(winners_of_sixteen([&] { return granted(confirm_with(typed)); }) == 1);
    });
}

TEST_CASE("an enrolment of a session is that session's to confirm, and no key's") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        signin::Visit visit{house, ada};
        visit.sign_in();
        const auto begun = visit.act(factor::begin_replacing(house.services), visit.fresh_code());
        REQUIRE(granted(begun));
        const auto typed = otp::one_time_code(outcome(begun).key.view(), otp::step_at(house.now()));
        CHECK(why(run(confirm_enrolment({house.services, asks_for(), ada.who, typed}))) ==
              Why::no_enrolment);
    });
}

TEST_CASE("replacing takes a code of the old authenticator and one of the new, and begins a hold") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto old_key = customer.key.clone();
        const auto old_code = [&] {
            house.clock.advance(30s);
            return otp::one_time_code(old_key.view(), otp::step_at(house.now()));
        };
        CHECK(why(customer.change(begin_replacing, customer.wrong())) == Why::code_wrong);
        auto begun = customer.change(begin_replacing, customer.fresh_code());
        REQUIRE(granted(begun));
        // Nothing is replaced before the new one is confirmed.
        CHECK(granted(customer.verify(old_code())));
        CHECK(customer.standing().restriction == guard::Restriction::none);
        const std::string old_paper{customer.codes[0].text()};
        customer.confirm(std::get<Enrolling>(std::move(begun)));
        CHECK(granted(customer.verify(customer.fresh_code())));
        CHECK(why(customer.verify(old_code())) == Why::code_wrong);
        CHECK(why(customer.verify(old_paper)) == Why::code_wrong);
        CHECK(customer.standing().restriction == guard::Restriction::hold);
        CHECK(mails(house, customer.who, outbox::Kind::factor_replaced) == 1);
        CHECK(house.count("SELECT COUNT(*) FROM generation") == 1);
    });
}

TEST_CASE("a backup code counts for replacing and removing, and not for new codes") {
    in_each_house([](House& house) {
        Customer customer{house};
        const auto paper = [&](std::size_t i) { return std::string{customer.codes[i].text()}; };
        CHECK(why(customer.change(operators::regenerate_codes, paper(0))) ==
              Why::backup_code_not_enough);
        CHECK(granted(customer.change(begin_replacing, paper(0))));
        CHECK(why(customer.change(remove_factor, paper(0))) == Why::code_already_used);
        CHECK(granted(customer.change(remove_factor, paper(1))));
        CHECK(mails(house, customer.who, outbox::Kind::factor_disabled) == 1);
        CHECK(why(customer.verify(customer.fresh_code())) == Why::no_factor);
        // A hold is on, so that the next one cannot be somebody else's at once.
        CHECK(why(run(begin_enabling(house.services, asks_for(), customer.who))) ==
              Why::restricted);
        house.clock.advance(48h);
        CHECK(granted(run(begin_enabling(house.services, asks_for(), customer.who))));
    });
}

TEST_CASE("nothing is removed without a right code of the person's own, and only once by one") {
    in_each_house([](House& house) {
        Customer customer{house};
        CHECK(why(customer.change(remove_factor, customer.wrong())) == Why::code_wrong);
        const auto used = customer.fresh_code();
        REQUIRE(granted(customer.verify(used)));
        CHECK(why(customer.change(remove_factor, used)) == Why::code_already_used);
        CHECK(house.count("SELECT COUNT(*) FROM authenticator") == 1);
        const auto typed = customer.fresh_code();
        CHECK(winners_of_sixteen([&] { return granted(customer.change(remove_factor, typed)); }) ==
              1);
        CHECK(house.count("SELECT COUNT(*) FROM authenticator") == 0);
    });
}

TEST_CASE("new codes take a one-time code, stop the old ones and begin a hold") {
    in_each_house([](House& house) {
        Customer customer{house};
        const std::string old{customer.codes[0].text()};
        CHECK(why(customer.change(operators::regenerate_codes, customer.wrong())) ==
              Why::code_wrong);
        CHECK(granted(customer.verify(customer.codes[1].text())));
        auto made = customer.change(operators::regenerate_codes, customer.fresh_code());
        REQUIRE(granted(made));
        const auto fresh = std::get<otp::BackupCodes>(std::move(made));
        CHECK(why(customer.verify(old)) == Why::code_wrong);
        const auto verified = customer.verify(fresh[0].text());
        REQUIRE(granted(verified));
        CHECK(outcome(verified).codes_left == 7);
        CHECK(customer.standing().restriction == guard::Restriction::hold);
        CHECK(mails(house, customer.who, outbox::Kind::codes_regenerated) == 1);
        CHECK(house.rows("SELECT sealed FROM backup_codes").at(0).is_null(0));
        // In the hold nobody makes others.
        CHECK(why(customer.change(operators::regenerate_codes, customer.fresh_code())) ==
              Why::restricted);
    });
}

TEST_CASE("wrong codes at a change and at a verification use up one budget") {
    in_each_house([](House& house) {
        Customer customer{house};
        for (int i = 0; i < 4; ++i)
            CHECK(why(customer.change(remove_factor, customer.wrong())) == Why::code_wrong);
        for (int i = 0; i < 3; ++i)
            CHECK(why(customer.change(operators::regenerate_codes, customer.wrong())) ==
                  Why::code_wrong);
        for (int i = 0; i < 3; ++i)
            CHECK(why(customer.verify(customer.wrong())) == Why::code_wrong);
        CHECK(why(customer.verify(customer.fresh_code())) == Why::too_many_tries);
        CHECK(why(customer.change(remove_factor, customer.fresh_code())) == Why::too_many_tries);
        // A new key does not give tries back.
        house.clock.advance(1h);
        CHECK(customer.tries() == 10);
    });
}

}  // namespace
}  // namespace sparekey::operators
