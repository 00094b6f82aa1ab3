#include "sparekeyd/key_administration.h"

#include <doctest/doctest.h>

#include "operators/key_flow.h"
#include "signin/house_double.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;
using signin::House;

namespace {

Answered asked(House& house, const KeyRequest& request) {
    const auto parsed = parse_key_request(request_text(request));
    REQUIRE(parsed);
    return administer_keys(house.services, *parsed);
}

std::string after(const std::string& text, const std::string& words, const std::string& end) {
    const auto at = text.find(words);
    REQUIRE(at != std::string::npos);
    const auto from = at + words.size();
    return text.substr(from, text.find_first_of(end, from) - from);
}

}  // namespace

TEST_CASE("a key is made with scopes, shown once, listed without its text, and revoked by its id") {
    signin::in_each_house([](House& house) {
        const auto made = asked(house, {KeyVerb::create, {}, "shop", "verify,restrictions"});
        REQUIRE(made.done);
        const auto text = "spk_" + after(made.text, "spk_", "\n");
        const auto id = after(made.text, "revoke`: ", ".");
        const auto shown = operators::parse_key(text);
        REQUIRE(shown);
        CHECK(std::to_string(shown->account().value) == id);

        const auto listed = asked(house, {KeyVerb::list});
        CHECK(listed.text.find(id + "  shop  (verify,restrictions; made ") != std::string::npos);
        CHECK(listed.text.find("not used yet") != std::string::npos);
        CHECK(listed.text.find(text) == std::string::npos);

        CHECK(asked(house, {KeyVerb::revoke, id}).done);
        CHECK_FALSE(asked(house, {KeyVerb::revoke, id}).done);
        CHECK(asked(house, {KeyVerb::list}).text.find("revoked ") != std::string::npos);
    });
}

TEST_CASE("a key without scopes, with another word or with two lines of a name is not made") {
    House house{store::Engine::sqlite_memory};
    for (const auto* scopes : {"", "all", "verify;enrol"})
        CHECK_FALSE(asked(house, {KeyVerb::create, {}, "shop", scopes}).done);
    CHECK_FALSE(asked(house, {KeyVerb::create, {}, "two\nlines", "verify"}).done);
    CHECK_FALSE(asked(house, {KeyVerb::revoke, "shop"}).done);
    CHECK(asked(house, {KeyVerb::list}).text == "There are no keys.\n");
}

TEST_CASE("what is no request about keys is left to others") {
    CHECK_FALSE(parse_key_request("{}"));
    CHECK_FALSE(parse_key_request("not json"));
    CHECK_FALSE(parse_key_request(R"({"key":"refill"})"));
    CHECK_FALSE(parse_key_request(R"({"staff":"list"})"));
}
