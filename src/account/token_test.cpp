#include "account/token.h"

#include <doctest/doctest.h>

#include "crypto/start.h"

namespace sparekey::account {
namespace {

const AccountId ada{4711};

TEST_CASE("a token comes back from its text, with its account and its digest") {
    crypto::start();
    const auto token = Token::make(ada);
    const auto text = token.text();
    CHECK(text.size() == 54);
    const auto parsed = Token::parse(text.text());
    REQUIRE(parsed);
    CHECK(parsed->account() == ada);
    CHECK(parsed->digest() == token.digest());
    CHECK(token.clone().digest() == token.digest());
}

TEST_CASE("no two tokens are alike, and the digest is of the random part alone") {
    crypto::start();
    CHECK(Token::make(ada).digest() != Token::make(ada).digest());
    CHECK(Token::make(ada).digest().size() == 32);
    // Told to belong to somebody else it is looked up there, where nobody has its digest.
    auto text = std::string{Token::make(ada).text().text()};
    text.front() = text.front() == 'A' ? 'B' : 'A';
    const auto moved = Token::parse(text);
    REQUIRE(moved);
    CHECK_FALSE(moved->account() == ada);
}

TEST_CASE("what is no token is none") {
    crypto::start();
    const auto text = std::string{Token::make(ada).text().text()};
    CHECK_FALSE(Token::parse(""));
    CHECK_FALSE(Token::parse(text.substr(1)));
    CHECK_FALSE(Token::parse(text + "AA"));
    CHECK_FALSE(Token::parse(text.substr(0, 53) + "="));
    CHECK_FALSE(Token::parse("*" + text.substr(1)));
    CHECK_FALSE(Token::parse(std::string(100'000, 'A')));
}

}  // namespace
}  // namespace sparekey::account
