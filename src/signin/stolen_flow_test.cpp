#include <doctest/doctest.h>

#include "account/decoys_flow.h"
#include "signin/stolen_confirm.h"
#include "signin/stolen_flow.h"
#include "signin/stolen_take_back.h"
#include "signin/undo_flow.h"
#include "signin/visit_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

// A person on a borrowed browser, who reports.
struct Reporter {
    House& house;
    Person& person;
    account::Client client = House::client("borrowed");

    [[nodiscard]] account::Result<StolenBegun> begin(const std::string& password) {
        return run(begin_stolen(house.services, client, person.email, secret_of(password)));
    }
    [[nodiscard]] account::Token report() {
        auto begun = begin(person.password);
        REQUIRE(granted(begun));
        return std::get<StolenBegun>(std::move(begun)).report.clone();
    }
    [[nodiscard]] std::string mailed() {
        return std::string{mailed_secret(house, person.who, outbox::Kind::stolen_code).text()};
    }
    [[nodiscard]] account::Result<Stolen> by_mail(const account::Token& report,
                                                  const std::string& code) {
        return run(confirm_stolen_by_mail(house.services, client, report, code));
    }
    [[nodiscard]] account::Result<Stolen> by_backup(const account::Token& report,
                                                    const std::string& code, bool last = false) {
        return run(confirm_stolen_by_backup_code(house.services, client, report, code, last));
    }
    [[nodiscard]] account::Result<account::Done> take_back(const std::string& password,
                                                           const std::string& code) {
        return run(take_back_stolen(house.services, client, person.email, secret_of(password),
                                    TypedCode::of(code), false));
    }
};

TEST_CASE("by mailed code: one-time codes rest for 72 hours, sessions end, a hold begins") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        Reporter reporter{house, ada};
        const auto report = reporter.report();
        const auto done = reporter.by_mail(report, reporter.mailed());
        REQUIRE(granted(done));
        CHECK(outcome(done).codes_back_at == house.now() + 72h);
        CHECK(outcome(done).hold_until == house.now() + 72h);
        CHECK_FALSE(home.current());
        CHECK(sessions(house, ada.who) == 0);
        CHECK(mails(house, ada.who, outbox::Kind::stolen_reported) == 1);
        CHECK(lines(house, ada.who, journal::Kind::stolen_reported) == 1);

        CHECK_FALSE(home.signs_in(home.fresh_code()));
        CHECK(home.signs_in(home.backup_code(0)));
        house.clock.advance(72h);
        CHECK(home.signs_in(home.fresh_code()));
    });
}

TEST_CASE("by mailed code: once in 30 days") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Reporter reporter{house, ada};
        const auto first = reporter.report();
        const auto at = house.now();
        REQUIRE(granted(reporter.by_mail(first, reporter.mailed())));
        house.clock.advance(30 * 24h - 1us);
        const auto again = reporter.report();
        CHECK(mails(house, ada.who, outbox::Kind::stolen_code) == 1);
        const auto refused = reporter.by_mail(again, "12345678");
        CHECK(why(refused) == Why::stolen_recently);
        CHECK(std::get<Refusal>(refused).until == at + 30 * 24h);
        house.clock.advance(1us);
        const auto third = reporter.report();
        CHECK(granted(reporter.by_mail(third, reporter.mailed())));
    });
}

TEST_CASE("by backup code: one-time codes rest until they are replaced or taken back") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Reporter reporter{house, ada};
        const auto done = reporter.by_backup(reporter.report(), home.backup_code(0));
        REQUIRE(granted(done));
        CHECK(outcome(done).codes_back_at == factor::until_replaced);
        house.clock.advance(400 * 24h);
        CHECK_FALSE(home.signs_in(home.fresh_code()));
        CHECK_FALSE(home.signs_in(home.backup_code(0)));
        REQUIRE(granted(reporter.take_back(ada.password, home.backup_code(1))));
        CHECK(home.signs_in(home.fresh_code()));
        CHECK(mails(house, ada.who, outbox::Kind::stolen_taken_back) == 1);
    });
}

TEST_CASE("a report by backup code outlasts a later one by mail") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Reporter reporter{house, ada};
        REQUIRE(granted(reporter.by_backup(reporter.report(), home.backup_code(0))));
        const auto report = reporter.report();
        const auto done = reporter.by_mail(report, reporter.mailed());
        CHECK(outcome(done).codes_back_at == factor::until_replaced);
    });
}

TEST_CASE(
    "in the hold of a stolen phone a backup code and the password replace, nothing else does") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Reporter reporter{house, ada};
        REQUIRE(granted(reporter.by_backup(reporter.report(), home.backup_code(0))));
        home.sign_in_with(home.backup_code(1));
        CHECK(why(home.act(factor::regenerate_codes(house.services, ada.who), home.fresh_code())) ==
              Why::restricted);
        auto disable = factor::disable(house.services, ada.password);
        CHECK(why(home.act(std::get<account::Action<account::Done>>(std::move(disable)),
                           home.backup_code(2))) == Why::restricted);
        home.replace(home.backup_code(3));
        CHECK(home.signs_in(home.fresh_code()));
        // The hold is what it was.
        CHECK(
            run(house.services.db.load(ada.who, std::vector<store::LoadCall>{})).guard->hold_until >
            to_micros(house.now() + 71h));
        home.sign_in();
        CHECK(why(home.begin_replacing(home.backup_code(4))) == Why::restricted);
    });
}

TEST_CASE("a hold of another kind lets no backup code replace") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        change_guard(house, ada.who,
                     [&](store::Guard& guard) { guard::begin_hold(guard, 48h, house.now()); });
        CHECK(why(home.begin_replacing(home.backup_code(0))) == Why::restricted);
    });
}

TEST_CASE("a replaced password reports by mail, but not by backup code") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Reporter reporter{house, ada};
        const auto old = ada.password;
        change_password(house, ada, "a thief's own password");
        auto begun = reporter.begin(old);
        REQUIRE(granted(begun));
        const auto report = outcome(begun).report.clone();
        CHECK(why(reporter.by_backup(report, home.backup_code(0))) == Why::not_accepted);
        CHECK(granted(reporter.by_mail(report, reporter.mailed())));
    });
}

TEST_CASE("unknown, wrong and throttled are one answer, and no mail") {
    in_each_house([](House& house) {
        run(account::ensure_decoys(house.services.db));
        auto ada = house.person("ada@example.org", true);
        Reporter reporter{house, ada};
        Person nobody{{}, "nobody@example.org", "whatever it may be", {}, {}};
        CHECK(why(Reporter{house, nobody}.begin(nobody.password)) == Why::not_accepted);
        for (int i = 0; i < 5; ++i) {
            CHECK(why(reporter.begin("no such password")) == Why::not_accepted);
        }
        CHECK(why(reporter.begin(ada.password)) == Why::not_accepted);
        CHECK(mails(house, ada.who, outbox::Kind::stolen_code) == 0);
        house.clock.advance(31s);
        CHECK(granted(reporter.begin(ada.password)));
    });
}

TEST_CASE("a report lives fifteen minutes, and bears five tries of either kind") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Reporter reporter{house, ada};
        const auto report = reporter.report();
        const auto right = reporter.mailed();
        const auto wrong = right == "00000000" ? "00000001" : "00000000";
        for (int left = 4; left >= 0; --left) {
            const auto by_mail = reporter.by_mail(report, wrong);
            CHECK(why(by_mail) == Why::code_wrong);
            CHECK(std::get<Refusal>(by_mail).tries_left == left);
            const auto by_backup = reporter.by_backup(report, wrong_backup);
            CHECK(why(by_backup) == Why::code_wrong);
            CHECK(std::get<Refusal>(by_backup).tries_left == left);
        }
        CHECK(why(reporter.by_mail(report, right)) == Why::too_many_tries);
        CHECK(why(reporter.by_backup(report, home.backup_code(0))) == Why::too_many_tries);

        const auto later = reporter.report();
        const auto code = reporter.mailed();
        house.clock.advance(15min);
        CHECK(why(reporter.by_mail(later, code)) == Why::no_stolen_report);
        CHECK(why(reporter.by_backup(later, home.backup_code(0))) == Why::no_stolen_report);
    });
}

TEST_CASE("a used backup code and the last one are said to be so, and cost nothing") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        for (std::size_t i = 0; i < 7; ++i) home.sign_in_with(home.backup_code(i));
        Reporter reporter{house, ada};
        const auto report = reporter.report();
        for (int i = 0; i < 6; ++i) {
            CHECK(why(reporter.by_backup(report, home.backup_code(0))) == Why::code_already_used);
        }
        CHECK(why(reporter.by_backup(report, home.backup_code(7))) == Why::last_backup_code);
        CHECK(granted(reporter.by_backup(report, home.backup_code(7), true)));
        CHECK(mails(house, ada.who, outbox::Kind::few_codes_left) == 1);
    });
}

TEST_CASE("sixteen confirmations of one report: one is granted") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Reporter reporter{house, ada};
        const auto report = reporter.report();
        SUBCASE("by mailed code") {
            const auto code = reporter.mailed();
            CHECK(winners_of_sixteen([&] { return granted(reporter.by_mail(report, code)); }) == 1);
        }
        SUBCASE("by backup code") {
            const auto code = home.backup_code(0);
            CHECK(winners_of_sixteen([&] { return granted(reporter.by_backup(report, code)); }) ==
                  1);
            CHECK(house.count("SELECT COUNT(*) FROM outbox WHERE account_id = $1 AND kind = $2",
                              {ada.who, outbox::slug(outbox::Kind::stolen_reported)}) == 1);
        }
        CHECK(lines(house, ada.who, journal::Kind::stolen_reported) == 1);
    });
}

TEST_CASE("an account without a second factor has nothing to suspend") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Reporter reporter{house, ada};
        const auto report = reporter.report();
        CHECK(why(reporter.by_mail(report, "12345678")) == Why::no_factor);
        CHECK(mails(house, ada.who, outbox::Kind::stolen_code) == 0);
    });
}

TEST_CASE("taking back needs the password in force and an unused backup code, once") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Reporter reporter{house, ada};
        CHECK(why(reporter.take_back(ada.password, home.backup_code(0))) == Why::not_suspended);
        REQUIRE(granted(reporter.by_backup(reporter.report(), home.backup_code(0))));
        CHECK(why(reporter.take_back("no such password", home.backup_code(1))) ==
              Why::not_accepted);
        CHECK(why(reporter.take_back(ada.password, home.fresh_code())) == Why::code_wrong);
        CHECK(why(reporter.take_back(ada.password, home.backup_code(0))) == Why::code_already_used);
        CHECK(winners_of_sixteen([&] {
                  return granted(reporter.take_back(ada.password, home.backup_code(1)));
              }) == 1);
        CHECK(home.signs_in(home.fresh_code()));
        CHECK(
            run(house.services.db.load(ada.who, std::vector<store::LoadCall>{})).guard->hold_until >
            to_micros(house.now() + 70h));
    });
}

TEST_CASE("a report suspends the one-time codes of what was replaced before it, and keeps them") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto before = copy_of(ada);
        home.replace(home.fresh_code());
        house.clock.advance(8 * 24h);
        Reporter reporter{house, ada};
        REQUIRE(granted(reporter.by_backup(reporter.report(), home.backup_code(0))));
        const auto try_undo = [&](const std::string& code) {
            return run(undo(house.services, home.client, ada.email, secret_of(ada.password),
                            TypedCode::of(code)));
        };
        CHECK(why(try_undo(before.code_at(house.now()))) == Why::not_accepted);
        // Without the report it would have been gone by then: nine days after the change. What a
        // backup code reported stays suspended.
        house.clock.advance(72h + 6 * 24h);
        CHECK(why(try_undo(before.code_at(house.now()))) == Why::not_accepted);
        CHECK(granted(try_undo(std::string{before.codes[0].text()})));
        CHECK_FALSE(home.signs_in(before.code_at(house.now())));
        CHECK(home.signs_in(std::string{before.codes[1].text()}));
    });
}

TEST_CASE("a report by mail suspends what was replaced before it for 72 hours") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto before = copy_of(ada);
        home.replace(home.fresh_code());
        house.clock.advance(8 * 24h);
        Reporter reporter{house, ada};
        const auto report = reporter.report();
        REQUIRE(granted(reporter.by_mail(report, reporter.mailed())));
        const auto try_undo = [&] {
            return run(undo(house.services, home.client, ada.email, secret_of(ada.password),
                            TypedCode::of(before.code_at(house.now()))));
        };
        CHECK(why(try_undo()) == Why::not_accepted);
        house.clock.advance(72h);
        CHECK(granted(try_undo()));
    });
}

TEST_CASE("under a freeze the report does its work, and the freeze stays") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        change_guard(house, ada.who, [&](store::Guard& guard) {
            guard::begin_freeze(guard, house.now() + 240h, house.now());
        });
        Reporter reporter{house, ada};
        const auto done = reporter.by_backup(reporter.report(), home.backup_code(0));
        REQUIRE(granted(done));
        CHECK(outcome(done).hold_until == house.now() + 240h + 72h);
        const auto loaded = run(house.services.db.load(ada.who, std::vector<store::LoadCall>{}));
        CHECK(guard::standing(*loaded.guard, house.now()).restriction ==
              guard::Restriction::freeze);
    });
}

}  // namespace
}  // namespace sparekey::signin
