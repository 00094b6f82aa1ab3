// account/sign_up.h as a stranger meets it, with the session that begins with an account.
#include "account/sign_up.h"

#include <doctest/doctest.h>

#include "signin/acts_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

const std::string good = "a long enough sentence";

struct Begun {
    account::Token token;
    crypto::Secret code;  // Empty where none was mailed.
};

account::Result<account::SignUpBegun> begin(House& house, const std::string& email,
                                            const std::string& password = good) {
    return run(
        account::begin_sign_up(house.services, House::client("home"), email, secret_of(password)));
}
Begun begun(House& house, const std::string& email) {
    auto result = begin(house, email);
    REQUIRE(granted(result));
    auto token = std::get<account::SignUpBegun>(std::move(result)).token.clone();
    const auto who = token.account();
    if (mails(house, who, outbox::Kind::sign_up_code) == 0) return {std::move(token), {}};
    return {std::move(token), mailed_secret(house, who, outbox::Kind::sign_up_code)};
}
account::Result<account::Token> confirm(House& house, const account::Token& token,
                                        std::string_view code, std::string_view browser = "home") {
    const auto client = House::client(browser);
    account::BeginSession session = [client](store::Transaction& tx, const account::Token& next,
                                             Time now) {
        tx.save(save_session(new_session(next, Method::password, client, now)));
    };
    return run(account::confirm_sign_up(house.services, client, token, code, std::move(session)));
}

TEST_CASE("the mailed code makes the account, with a session, once") {
    in_each_house([](House& house) {
        const auto asked = begun(house, "ada@example.org");
        CHECK(house.count("SELECT count(*) FROM account") == 0);
        const auto made = confirm(house, asked.token, asked.code.text());
        REQUIRE(granted(made));
        const auto found = run(current(house.services, outcome(made).clone(), house.now()));
        REQUIRE(found);
        CHECK(found->email == "ada@example.org");
        CHECK(found->session.level == 1);
        CHECK(why(confirm(house, asked.token, asked.code.text())) == Why::no_sign_up);
        CHECK(type_password(house, House::client("home"), "ada@example.org", good).verdict ==
              PasswordVerdict::session);
    });
}

TEST_CASE("an address that has an account gets the same answer, a letter, and no second account") {
    in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", false);
        const auto asked = begun(house, "Ada@example.org");
        CHECK(asked.code.empty());
        CHECK(mails(house, asked.token.account(), outbox::Kind::sign_up_taken) == 1);
        CHECK(why(confirm(house, asked.token, "00000000")) == Why::code_wrong);
        CHECK(house.count("SELECT count(*) FROM account") == 1);
    });
}

TEST_CASE("five wrong codes end a sign-up, another browser has none, and it lives 15 minutes") {
    in_each_house([](House& house) {
        const auto asked = begun(house, "ada@example.org");
        CHECK(why(confirm(house, asked.token, asked.code.text(), "other")) == Why::code_wrong);
        for (int left = 3; left >= 0; --left) {
            const auto refused = confirm(house, asked.token, "00000000");
            CHECK(why(refused) == Why::code_wrong);
            CHECK(std::get<Refusal>(refused).tries_left == left);
        }
        CHECK(why(confirm(house, asked.token, asked.code.text())) == Why::too_many_tries);

        const auto late = begun(house, "ada@example.org");
        house.clock.advance(15min);
        CHECK(why(confirm(house, late.token, late.code.text())) == Why::code_expired);
        house.clock.advance(-1us);
        CHECK(granted(confirm(house, late.token, late.code.text())));
    });
}

TEST_CASE("sign-ups with one address, whoever begins them, mail it five times an hour") {
    in_each_house([](House& house) {
        house.person("bob@example.org", false);
        for (const auto* email : {"ada@example.org", "bob@example.org"}) {
            const auto mailed = [&] {
                return house.count("SELECT count(*) FROM outbox WHERE recipient = $1", {email});
            };
            const auto before = mailed();
            for (int i = 0; i < 8; ++i) CHECK(granted(begin(house, email)));
            CHECK(mailed() == before + 5);
            house.clock.advance(1h);
            CHECK(granted(begin(house, email)));
            CHECK(mailed() == before + 6);
        }
    });
}

TEST_CASE("two sign-ups that race for one address: one account") {
    in_each_house([](House& house) {
        const auto one = begun(house, "ada@example.org");
        const auto two = begun(house, "ada@example.org");
        std::atomic<int> next = 0;
        CHECK(winners_of_sixteen([&] {
                  const auto& asked = next++ % 2 == 0 ? one : two;
                  return granted(confirm(house, asked.token, asked.code.text()));
              }) == 1);
        CHECK(house.count("SELECT count(*) FROM account") == 1);
        CHECK(house.count("SELECT count(*) FROM address") == 1);
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0") == 1);
    });
}

TEST_CASE("a bad password begins no sign-up") {
    in_each_house([](House& house) {
        CHECK(why(begin(house, "ada@example.org", "fourteen chars")) == Why::password_too_short);
        CHECK(why(begin(house, "ada@example.org", "ada@example.org1")) ==
              Why::password_too_similar);
        CHECK(house.count("SELECT count(*) FROM sign_up") == 0);
        CHECK(house.count("SELECT count(*) FROM outbox") == 0);
    });
}

}  // namespace
}  // namespace sparekey::signin
