#include "operators/key.h"

#include <doctest/doctest.h>

namespace sparekey::operators {
namespace {

using namespace std::chrono_literals;

Key kept(const account::Token& token, Scope scope) {
    Key key{token.account(), "shop", {}, token.digest(), Time{1h}, {}, {}};
    key.scopes.add(scope);
    return key;
}

TEST_CASE("every scope is read back from its word, and nothing else is one") {
    for (const auto scope : all_scopes) {
        CHECK(parse_scope(slug(scope)) == scope);
        Scopes one;
        one.add(scope);
        CHECK(parse_scopes(text_of(one)) == one);
        for (const auto other : all_scopes) CHECK(one.has(other) == (other == scope));
    }
    CHECK(text_of(*parse_scopes("verify,accounts")) == "accounts,verify");
    for (const auto* wrong : {"", "verify,", "all", "verify accounts", "Verify"})
        CHECK_FALSE(parse_scopes(wrong));
}

TEST_CASE("a key is read back from its text, which says what it is") {
    const auto token = account::Token::make(AccountId{4711});
    const auto text = key_text(token);
    CHECK(text.text().starts_with("spk_"));
    const auto parsed = parse_key(text.text());
    REQUIRE(parsed);
    CHECK(parsed->account() == AccountId{4711});
    CHECK(parsed->digest() == token.digest());
    CHECK_FALSE(parse_key(token.text().text()));
    CHECK_FALSE(parse_key("spk_"));
    CHECK_FALSE(parse_key(""));
}

TEST_CASE("a key does what its scopes say, until it is revoked") {
    const auto token = account::Token::make(AccountId{4711});
    auto key = kept(token, Scope::verify);
    CHECK(judge(key, token, Scope::verify) == KeyVerdict::accepted);
    CHECK(judge(key, token, Scope::enrol) == KeyVerdict::scope_missing);
    CHECK(judge(std::nullopt, token, Scope::verify) == KeyVerdict::not_accepted);
    const auto other = account::Token::make(AccountId{4711});
    CHECK(judge(key, other, Scope::verify) == KeyVerdict::not_accepted);
    // A stranger does not learn which scopes a key has.
    CHECK(judge(key, other, Scope::enrol) == KeyVerdict::not_accepted);
    key.revoked_at = Time{2h};
    CHECK(judge(key, token, Scope::verify) == KeyVerdict::not_accepted);
    CHECK(judge(key, token, Scope::enrol) == KeyVerdict::not_accepted);
}

TEST_CASE("a use is noted once an hour") {
    const auto token = account::Token::make(AccountId{4711});
    auto key = kept(token, Scope::verify);
    CHECK(is_use_due(key, Time{2h}));
    key.last_used_at = Time{2h};
    CHECK_FALSE(is_use_due(key, Time{3h - 1us}));
    CHECK(is_use_due(key, Time{3h}));
}

TEST_CASE("a key's name is one short line") {
    CHECK(is_key_name(""));
    CHECK(is_key_name(std::string(key_name_characters_max, 'x')));
    CHECK_FALSE(is_key_name(std::string(key_name_characters_max + 1, 'x')));
    CHECK_FALSE(is_key_name("two\nlines"));
    CHECK_FALSE(is_key_name("\xff"));
}

}  // namespace
}  // namespace sparekey::operators
