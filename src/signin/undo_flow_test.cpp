#include <doctest/doctest.h>

#include "account/decoys_flow.h"
#include "signin/undo_flow.h"
#include "signin/visit_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;
using account::Why;

Result<Undone> try_undo(House& house, const Person& person, const std::string& password,
                        const std::string& code) {
    return run(undo(house.services, House::client("home"), person.email, secret_of(password),
                    TypedCode::of(code)));
}

std::int64_t generations(House& house, const Person& person) {
    return house.count("SELECT COUNT(*) FROM generation WHERE account_id = $1", {person.who});
}

// An account whose authenticator was just replaced: `before` is what its owner had.
struct Replacement {
    House& house;
    Person ada = house.person("ada@example.org", true);
    Visit home{house, ada};
    Person before = copy_of(ada);

    explicit Replacement(House& in) : house(in) {
        home.sign_in();
        home.replace(home.fresh_code());
    }
    [[nodiscard]] std::string old_code() {
        house.clock.advance(30s);
        return before.code_at(house.now());
    }
    [[nodiscard]] std::string old_backup(std::size_t index) const {
        return std::string{before.codes[index].text()};
    }
};

TEST_CASE("an old one-time code and the password bring back the authenticator and its codes") {
    in_each_house([](House& house) {
        Replacement was{house};
        const auto done = try_undo(house, was.ada, was.ada.password, was.old_code());
        REQUIRE(granted(done));
        CHECK(outcome(done).authenticator);
        CHECK(outcome(done).backup_codes);
        CHECK_FALSE(outcome(done).password);
        CHECK(outcome(done).hold_until == house.now() + 48h);

        CHECK(sessions(house, was.ada.who) == 0);
        CHECK_FALSE(was.home.signs_in(was.home.fresh_code()));
        CHECK_FALSE(was.home.signs_in(was.home.backup_code(0)));
        CHECK(was.home.signs_in(was.old_code()));
        CHECK(was.home.signs_in(was.old_backup(0)));
        CHECK(mails(house, was.ada.who, outbox::Kind::change_undone) == 1);
        CHECK(lines(house, was.ada.who, journal::Kind::change_undone) == 1);
    });
}

TEST_CASE("an old backup code brings back the generation it belongs to, and is spent in it") {
    in_each_house([](House& house) {
        Replacement was{house};
        REQUIRE(granted(try_undo(house, was.ada, was.ada.password, was.old_backup(5))));
        CHECK_FALSE(was.home.signs_in(was.old_backup(5)));
        CHECK(was.home.signs_in(was.old_backup(6)));
    });
}

TEST_CASE("a code that was used before it was replaced brings nothing back") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto before = copy_of(ada);
        const auto spent = home.backup_code(2);
        home.replace(spent);
        CHECK(why(try_undo(house, ada, ada.password, spent)) == Why::not_accepted);
        // The one-time code that was accepted last is spent in what is kept, as all before it.
        CHECK(why(try_undo(house, ada, ada.password, before.code_at(house.now()))) ==
              Why::not_accepted);
    });
}

TEST_CASE("the code that proved a disabling is spent in what is kept of it") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto code = home.fresh_code();
        auto action = factor::disable(house.services, ada.password);
        REQUIRE(granted(action));
        REQUIRE(
            granted(home.act(std::get<account::Action<account::Done>>(std::move(action)), code)));
        CHECK(why(try_undo(house, ada, ada.password, code)) == Why::not_accepted);
        CHECK(granted(try_undo(house, ada, ada.password, home.fresh_code())));
        CHECK(home.signs_in(home.fresh_code()));
    });
}

TEST_CASE("a replaced password and the present factor bring the password back") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        const auto old = ada.password;
        change_password(house, ada, "a thief's own password");
        const auto code = home.fresh_code();
        const auto done = try_undo(house, ada, old, code);
        REQUIRE(granted(done));
        CHECK(outcome(done).password);
        CHECK_FALSE(outcome(done).authenticator);
        CHECK_FALSE(home.signs_in(home.fresh_code()));
        ada.password = old;
        CHECK_FALSE(home.signs_in(code));  // Spent by the undo.
        CHECK(home.signs_in(home.fresh_code()));
    });
}

TEST_CASE("a replaced password and a replaced factor bring back both") {
    in_each_house([](House& house) {
        Replacement was{house};
        const auto old = was.ada.password;
        change_password(house, was.ada, "a thief's own password");
        const auto done = try_undo(house, was.ada, old, was.old_backup(0));
        REQUIRE(granted(done));
        CHECK(outcome(done).password);
        CHECK(outcome(done).authenticator);
        was.ada.password = old;
        CHECK(was.home.signs_in(was.old_code()));
    });
}

TEST_CASE("an undo destroys nothing: it can be undone") {
    in_each_house([](House& house) {
        Replacement was{house};
        REQUIRE(granted(try_undo(house, was.ada, was.ada.password, was.old_code())));
        CHECK(generations(house, was.ada) == 1);
        REQUIRE(granted(try_undo(house, was.ada, was.ada.password, was.home.fresh_code())));
        CHECK(generations(house, was.ada) == 1);
        CHECK(was.home.signs_in(was.home.fresh_code()));
        REQUIRE(granted(try_undo(house, was.ada, was.ada.password, was.old_backup(1))));
        CHECK(was.home.signs_in(was.old_code()));
    });
}

TEST_CASE("an old code never signs in") {
    in_each_house([](House& house) {
        Replacement was{house};
        CHECK_FALSE(was.home.signs_in(was.old_code()));
        CHECK_FALSE(was.home.signs_in(was.old_backup(0)));
    });
}

TEST_CASE("with both the password and the factor in force there is nothing to undo") {
    in_each_house([](House& house) {
        Replacement was{house};
        const auto code = was.home.fresh_code();
        CHECK(why(try_undo(house, was.ada, was.ada.password, code)) == Why::nothing_to_undo);
        CHECK(was.home.signs_in(code));  // Not spent: nothing was done with it.
    });
}

TEST_CASE("a wrong password, a wrong code and an unknown address get one answer") {
    in_each_house([](House& house) {
        run(account::ensure_decoys(house.services.db));
        Replacement was{house};
        CHECK(why(try_undo(house, was.ada, "no such password", was.old_code())) ==
              Why::not_accepted);
        CHECK(why(try_undo(house, was.ada, was.ada.password,
                           wrong_one_time(was.before.key, house.now()))) == Why::not_accepted);
        CHECK(why(try_undo(house, was.ada, was.ada.password, wrong_backup)) == Why::not_accepted);
        Person nobody{{}, "nobody@example.org", {}, {}, {}};
        CHECK(why(try_undo(house, nobody, "no such password", "12345678")) == Why::not_accepted);
        CHECK(generations(house, was.ada) == 1);
    });
}

TEST_CASE("wrong codes are charged to the factor's budget, wrong passwords to the password's") {
    in_each_house([](House& house) {
        Replacement was{house};
        house.clock.advance(2h);
        for (int i = 0; i < 10; ++i) {
            CHECK(why(try_undo(house, was.ada, was.ada.password, wrong_backup)) ==
                  Why::not_accepted);
        }
        CHECK(why(try_undo(house, was.ada, was.ada.password, was.old_code())) == Why::not_accepted);
        house.clock.advance(1h);
        for (int i = 0; i < 5; ++i) {
            CHECK(why(try_undo(house, was.ada, "no such password", was.old_backup(0))) ==
                  Why::not_accepted);
        }
        CHECK(why(try_undo(house, was.ada, was.ada.password, was.old_backup(0))) ==
              Why::not_accepted);
        house.clock.advance(1h);
        CHECK(granted(try_undo(house, was.ada, was.ada.password, was.old_backup(0))));
    });
}

TEST_CASE("an old password refills no budget of the present one") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        const auto old = ada.password;
        change_password(house, ada, "the present password");
        for (int round = 0; round < 4; ++round) {
            CHECK(why(try_undo(house, ada, "no such password", wrong_backup)) == Why::not_accepted);
            CHECK(why(try_undo(house, ada, old, wrong_backup)) == Why::not_accepted);
        }
        const auto guard = run(house.services.db.load(ada.who, std::vector<store::LoadCall>{}));
        CHECK(guard::budgets_of(guard.guard->budgets).password.consecutive == 4);
    });
}

TEST_CASE("what is replaced is kept until seven days after the hold, to the microsecond") {
    in_each_house([](House& house) {
        Replacement was{house};
        const auto kept = 48h + 7 * 24h;
        house.clock.advance(kept - 30s - 1us);
        const auto code = was.before.code_at(house.now());
        SUBCASE("a moment before") {
            CHECK(granted(try_undo(house, was.ada, was.ada.password, code)));
        }
        SUBCASE("a moment after") {
            house.clock.advance(30s + 1us);
            CHECK(why(try_undo(house, was.ada, was.ada.password, was.old_backup(0))) ==
                  Why::not_accepted);
        }
    });
}

TEST_CASE("a one-time code that was suspended as stolen vetoes nothing, ever") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto before = copy_of(ada);
        // Suspended for 72 hours, and replaced in them.
        store::Decide<bool> suspend = [&](const store::Loaded& loaded,
                                          Time now) -> store::Decision<bool> {
            return {true, loaded.guard, {factor::suspend_authenticator(now + 72h)}};
        };
        run(house.services.db.change<bool>(ada.who, std::vector<store::LoadCall>{},
                                           std::move(suspend)));
        home.replace(home.backup_code(0));
        house.clock.advance(80h);
        CHECK(why(try_undo(house, ada, ada.password, before.code_at(house.now()))) ==
              Why::not_accepted);
        CHECK(granted(try_undo(house, ada, ada.password, std::string{before.codes[1].text()})));
    });
}

TEST_CASE("sixteen times the same undo: one is granted") {
    in_each_house([](House& house) {
        Replacement was{house};
        const auto code = was.old_backup(0);
        CHECK(winners_of_sixteen(
                  [&] { return granted(try_undo(house, was.ada, was.ada.password, code)); }) == 1);
        CHECK(lines(house, was.ada.who, journal::Kind::change_undone) == 1);
        CHECK(generations(house, was.ada) == 1);
    });
}

TEST_CASE("codes that came back are viewable only with the password they were sealed under") {
    in_each_house([](House& house) {
        Replacement was{house};
        change_password(house, was.ada, "another good password");
        REQUIRE(granted(try_undo(house, was.ada, was.ada.password, was.old_code())));
        CHECK(house.count("SELECT COUNT(*) FROM backup_codes WHERE account_id = $1 "
                          "AND sealed IS NULL",
                          {was.ada.who}) == 1);
    });
}

TEST_CASE("a regeneration that was undone and disabled over brings back a whole factor") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        home.sign_in();
        const auto before = copy_of(ada);
        REQUIRE(granted(
            home.act(factor::regenerate_codes(house.services, ada.who), home.fresh_code())));
        house.clock.advance(49h);
        home.sign_in();
        auto action = factor::disable(house.services, ada.password);
        REQUIRE(granted(home.act(std::get<account::Action<account::Done>>(std::move(action)),
                                 home.fresh_code())));
        const auto last = ada.code_at(house.now());
        REQUIRE(granted(try_undo(house, ada, ada.password, std::string{before.codes[0].text()})));
        // The step that the disabling spent is spent in the older copy, too.
        CHECK_FALSE(home.signs_in(last));
        CHECK(home.signs_in(home.fresh_code()));
        CHECK(home.signs_in(std::string{before.codes[1].text()}));
    });
}

TEST_CASE("no pile of changes in a hold pushes out what the owner needs") {
    in_each_house([](House& house) {
        Replacement was{house};
        std::vector<factor::Generation> kept(factor::generations_in_hold_max - 1);
        const guard::Standing hold{guard::Restriction::hold, house.now() + 48h};
        CHECK(factor::has_room(kept, hold));
        kept.emplace_back();
        CHECK_FALSE(factor::has_room(kept, hold));
        CHECK(factor::has_room(kept, {}));
        kept.resize(factor::generations_max);
        CHECK_FALSE(factor::has_room(kept, {}));
    });
}

}  // namespace
}  // namespace sparekey::signin
