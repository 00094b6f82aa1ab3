#include <doctest/doctest.h>

#include <barrier>
#include <thread>

#include "signin/acts_double.h"
#include "signin/code_step.h"
#include "signin/current.h"
#include "signin/house_double.h"
#include "signin/leave.h"
#include "signin/password_step.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

Why why(const Result<CodeAccepted>& result) {
    REQUIRE(std::holds_alternative<Refusal>(result));
    return std::get<Refusal>(result).why;
}

bool is_accepted(const Result<CodeAccepted>& result) {
    return std::holds_alternative<CodeAccepted>(result);
}

// How many of sixteen threads that do the same at once were accepted.
template <class Try>
int winners_of_sixteen(Try&& attempt) {
    std::atomic<int> accepted = 0;
    std::barrier start{16};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
            start.arrive_and_wait();
            if (attempt()) ++accepted;
        });
    }
    threads.clear();
    return accepted;
}

std::string wrong_code(const Person& person, Time now) {
    const auto step = otp::step_at(now);
    for (int guess = 0;; ++guess) {
        auto code = std::to_string(100000 + guess);
        if (!otp::matching_step(person.key.view(), code, step, 2)) return code;
    }
}

TEST_CASE("without a second factor the password signs in at level 1") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        const auto step = type_password(house, House::client("home"), ada.email, ada.password);
        REQUIRE(step.verdict == PasswordVerdict::session);
        const auto found = run(current(house.services, step.token->clone(), house.now()));
        REQUIRE(found);
        CHECK(found->session.level == 1);
        CHECK(found->email == "ada@example.org");
        CHECK(found->factor == FactorState::none);
    });
}

TEST_CASE("a frozen account is not opened by its password alone") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        begin_freeze(house, ada.who);
        const auto frozen = type_password(house, House::client("home"), ada.email, ada.password);
        CHECK(frozen.verdict == PasswordVerdict::not_accepted);
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0") == 0);
        house.clock.advance(241h);
        const auto later = type_password(house, House::client("home"), ada.email, ada.password);
        CHECK(later.verdict == PasswordVerdict::session);
    });
}

TEST_CASE("with a second factor the password gives a challenge and no session") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto challenge = challenge_of(house, House::client("home"), ada);
        CHECK_FALSE(run(current(house.services, challenge.clone(), house.now())));
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0") == 0);

        const auto result =
            type_code(house, House::client("home"), challenge, ada.code_at(house.now()));
        REQUIRE(is_accepted(result));
        const auto& [token, answered] = std::get<CodeAccepted>(result);
        const auto found = run(current(house.services, token.clone(), house.now()));
        REQUIRE(found);
        CHECK(answered == *found);
        CHECK(found->session.level == 2);
        CHECK(found->session.method == Method::authenticator);
        CHECK(house.count("SELECT count(*) FROM session WHERE level = 0") == 0);
    });
}

TEST_CASE(
    "a one-time code is good once, whatever challenge it is typed at, and so are all before it") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        const auto first = challenge_of(house, client, ada);
        const auto second = challenge_of(house, client, ada);
        CHECK(is_accepted(type_code(house, client, first, ada.code_at(house.now()))));
        CHECK(why(type_code(house, client, second, ada.code_at(house.now()))) ==
              Why::code_already_used);
        CHECK(why(type_code(house, client, second, ada.code_at(house.now() - 30s))) ==
              Why::code_already_used);
        CHECK(is_accepted(type_code(house, client, second, ada.code_at(house.now() + 30s))));
    });
}

TEST_CASE("a used code stays used when the clock is set back") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        const auto code = ada.code_at(house.now());
        CHECK(is_accepted(type_code(house, client, challenge_of(house, client, ada), code)));
        house.clock.advance(-1h);
        const auto again = challenge_of(house, client, ada);
        CHECK(why(type_code(house, client, again, ada.code_at(house.now()))) ==
              Why::code_already_used);
    });
}

TEST_CASE("sixteen threads with one one-time code: one is accepted") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        std::vector<account::Token> challenges;
        for (int i = 0; i < 16; ++i) challenges.push_back(challenge_of(house, client, ada));
        const auto code = ada.code_at(house.now());
        std::atomic<std::size_t> next = 0;
        CHECK(winners_of_sixteen([&] {
                  return is_accepted(type_code(house, client, challenges[next++], code));
              }) == 1);
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0") == 1);
    });
}

TEST_CASE("sixteen threads with one challenge and two good codes: one session") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        const auto challenge = challenge_of(house, client, ada);
        std::atomic<int> next = 0;
        const int won = winners_of_sixteen([&] {
            const auto code = ada.code_at(house.now() + (next++ % 2) * 30s);
            return is_accepted(type_code(house, client, challenge, code));
        });
        CHECK(won == 1);
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0") == 1);
    });
}

TEST_CASE("a challenge's token opens no session, and a session's token is no challenge") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        const auto challenge = challenge_of(house, client, ada);
        const auto seen = [&](const account::Token& token) {
            return run(current(house.services, token.clone(), house.now())).has_value();
        };
        CHECK_FALSE(seen(challenge));
        CHECK(run(house.services.db.load(ada.who, {load_sessions})).rows[0].empty());
        run(sign_out(house.services, client, challenge));
        const auto entered = type_code(house, client, challenge, ada.code_at(house.now()));
        REQUIRE(is_accepted(entered));
        const auto& session = std::get<CodeAccepted>(entered).token;
        CHECK(seen(session));
        CHECK_FALSE(run(waiting(house.services, session.clone(), house.now())).has_value());
        CHECK(why(type_code(house, client, session, ada.code_at(house.now() + 30s))) ==
              Why::no_challenge);
        run(cancel_challenge(house.services, session));
        CHECK(seen(session));
    });
}

TEST_CASE("sixteen threads with one backup code: one is accepted") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        std::vector<account::Token> challenges;
        for (int i = 0; i < 10; ++i) challenges.push_back(challenge_of(house, client, ada));
        std::atomic<std::size_t> next = 0;
        const int won = winners_of_sixteen([&] {
            const auto at = next++ % challenges.size();
            return is_accepted(type_code(house, client, challenges[at], ada.codes[0].text()));
        });
        CHECK(won == 1);
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0") == 1);
    });
}

TEST_CASE("a backup code signs in once, tells every address, and counts what is left") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("borrowed");
        const auto result =
            type_code(house, client, challenge_of(house, client, ada), ada.codes[3].text());
        REQUIRE(is_accepted(result));
        CHECK(std::get<CodeAccepted>(result).current.session.method == Method::backup_code);
        CHECK(std::get<CodeAccepted>(result).current.codes_left == 7);
        CHECK(house.count("SELECT count(*) FROM outbox WHERE kind = 'signed_in_by_backup_code'") ==
              1);
        CHECK(why(type_code(house, client, challenge_of(house, client, ada),
                            ada.codes[3].text())) == Why::code_already_used);
    });
}

TEST_CASE("the last backup code is spent only when the person says so") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        for (std::size_t i = 0; i < 7; ++i) {
            CHECK(is_accepted(
                type_code(house, client, challenge_of(house, client, ada), ada.codes[i].text())));
        }
        const auto challenge = challenge_of(house, client, ada);
        CHECK(why(type_code(house, client, challenge, ada.codes[7].text())) ==
              Why::last_backup_code);
        CHECK(is_accepted(type_code(house, client, challenge, ada.codes[7].text(), true)));
    });
}

TEST_CASE("a challenge bears five wrong codes, then even the right one is refused") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        const auto challenge = challenge_of(house, client, ada);
        for (int left = 4; left >= 0; --left) {
            const auto result = type_code(house, client, challenge, wrong_code(ada, house.now()));
            CHECK(why(result) == Why::code_wrong);
            CHECK(std::get<Refusal>(result).tries_left == left);
        }
        CHECK(why(type_code(house, client, challenge, ada.code_at(house.now()))) ==
              Why::no_challenge);
        CHECK(house.count(
                  "SELECT count(*) FROM outbox WHERE kind = 'factor_wrong_after_password'") == 1);
    });
}

TEST_CASE(
    "one-time codes and backup codes are charged to one budget: ten an hour, then right ones are "
    "refused too") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto stranger = House::client("stranger");
        for (int i = 0; i < 10; ++i) {
            const auto challenge = challenge_of(house, stranger, ada);
            const auto guess = i % 2 == 0 ? wrong_code(ada, house.now()) : std::string{"00000000"};
            CHECK(why(type_code(house, stranger, challenge, guess)) == Why::code_wrong);
        }
        const auto challenge = challenge_of(house, stranger, ada);
        const auto refused = type_code(house, stranger, challenge, ada.code_at(house.now()));
        CHECK(why(refused) == Why::too_many_tries);
        CHECK(std::get<Refusal>(refused).until ==
              house.now() + 1h - house.now().time_since_epoch() % 1s);
        CHECK(why(type_code(house, stranger, challenge, ada.codes[0].text())) ==
              Why::too_many_tries);
        CHECK(house.count("SELECT count(*) FROM outbox WHERE kind = 'budget_reached'") == 1);
    });
}

TEST_CASE("a browser that completed a sign-in keeps budgets of its own") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto home = House::client("home");
        const auto stranger = House::client("stranger");
        CHECK(is_accepted(
            type_code(house, home, challenge_of(house, home, ada), ada.code_at(house.now()))));
        for (int i = 0; i < 10; ++i) {
            CHECK(why(type_code(house, stranger, challenge_of(house, stranger, ada),
                                wrong_code(ada, house.now()))) == Why::code_wrong);
        }
        house.clock.advance(30s);
        const auto code = ada.code_at(house.now());
        CHECK(why(type_code(house, stranger, challenge_of(house, stranger, ada), code)) ==
              Why::too_many_tries);
        CHECK(is_accepted(type_code(house, home, challenge_of(house, home, ada), code)));
    });
}

TEST_CASE("a challenge dies after five minutes, and with a change of the password") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto client = House::client("home");
        const auto late = challenge_of(house, client, ada);
        house.clock.advance(5min);
        CHECK(why(type_code(house, client, late, ada.code_at(house.now()))) == Why::no_challenge);

        const auto stale = challenge_of(house, client, ada);
        std::function<bool(store::Transaction&)> change = [&](store::Transaction& tx) {
            return tx.execute("UPDATE password SET version = version + 1 WHERE account_id = $1",
                              {ada.who}) == 1;
        };
        REQUIRE(run(house.services.db.transact<bool>(ada.who, std::move(change))));
        CHECK(why(type_code(house, client, stale, ada.code_at(house.now()))) == Why::no_challenge);
    });
}

TEST_CASE("after five wrong passwords the right one waits too, and then signs in") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        const auto client = House::client("stranger");
        for (int i = 0; i < 5; ++i) {
            CHECK(type_password(house, client, ada.email, "wrong").verdict ==
                  PasswordVerdict::not_accepted);
        }
        CHECK(type_password(house, client, ada.email, ada.password).verdict ==
              PasswordVerdict::not_accepted);
        house.clock.advance(30s);
        CHECK(type_password(house, client, ada.email, ada.password).verdict ==
              PasswordVerdict::session);
    });
}

TEST_CASE("a session ends after an hour without use and after a day with it") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        const auto step = type_password(house, House::client("home"), ada.email, ada.password);
        REQUIRE(step.token);
        const auto signed_in = [&] {
            return run(current(house.services, step.token->clone(), house.now())).has_value();
        };
        SUBCASE("idle") {
            house.clock.advance(1h - 1us);
            CHECK(signed_in());
            house.clock.advance(1h);
            CHECK_FALSE(signed_in());
        }
        SUBCASE("in use") {
            for (int i = 0; i < 47; ++i) {
                house.clock.advance(30min);
                CHECK(signed_in());
            }
            house.clock.advance(30min);
            CHECK_FALSE(signed_in());
        }
    });
}

}  // namespace
}  // namespace sparekey::signin
