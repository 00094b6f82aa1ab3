#include "sparekeyd/administration.h"

#include <doctest/doctest.h>

#include "account/decoys_flow.h"
#include "account/token.h"
#include "signin/house_double.h"
#include "signin/session.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;
using signin::House;

namespace {

Realms realms_of(House& house) {
    const auto& site = house.services;
    const auto of = [&](account::Realm realm) {
        return account::Services{site.db,     site.ring,     site.pepper,
                                 site.hashes, site.settings, realm};
    };
    return {site, of(account::Realm::staff), of(account::Realm::vault)};
}

}  // namespace

namespace {

void begin_session(House& house, AccountId who) {
    const auto token = account::Token::make(who);
    const auto session =
        signin::new_session(token, account::Method::password, House::client("a"), wall_clock());
    std::function<bool(store::Transaction&)> write = [&](store::Transaction& tx) {
        tx.save(signin::save_session(session));
        return true;
    };
    run(house.services.db.transact<bool>(who, std::move(write)));
}

bool mentions(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("an account is shown by its address and by its id, and no secret with it") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        begin_session(house, ada.who);
        const auto shown = administer(house.services, Verb::show, "Ada@Example.org");
        CHECK(shown.done);
        CHECK(mentions(shown.text, "account      " + std::to_string(ada.who.value)));
        CHECK(mentions(shown.text, "address      ada@example.org, confirmed, primary"));
        CHECK(mentions(shown.text, "factor       enabled"));
        CHECK(mentions(shown.text, "backup codes 8 left"));
        CHECK(mentions(shown.text, "sessions     1"));
        CHECK(administer(house.services, Verb::show, std::to_string(ada.who.value)).text ==
              shown.text);
        for (const auto& code : ada.codes) CHECK(!mentions(shown.text, std::string(code.text())));
        CHECK(!mentions(shown.text, std::string(otp::setup_key_text(ada.key.view()).text())));
    });
}

TEST_CASE("nobody is found who is not there, and no decoy") {
    signin::in_each_house([](House& house) {
        run(account::ensure_decoys(house.services.db));
        for (const std::string who :
             {"nobody@example.org", "1", "0", "-5", "99999999999999999999", "", "x"}) {
            for (const auto verb : verbs())
                CHECK_MESSAGE(!administer(house.services, verb, who).done, who);
        }
    });
}

TEST_CASE("ending its sessions ends all of them and nothing else") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto grace = house.person("grace@example.org", true);
        begin_session(house, ada.who);
        begin_session(house, ada.who);
        begin_session(house, grace.who);
        CHECK(administer(house.services, Verb::end_sessions, "ada@example.org").text ==
              "2 sessions ended.\n");
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0") == 1);
        CHECK(house.count("SELECT count(*) FROM authenticator") == 2);
        CHECK(house.count("SELECT count(*) FROM journal WHERE kind = 'sessions_ended'") == 1);
        CHECK(administer(house.services, Verb::end_sessions, "ada@example.org").text ==
              "0 sessions ended.\n");
    });
}

TEST_CASE("closing an account ends it for good, and its owner is told") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        begin_session(house, ada.who);
        CHECK(administer(house.services, Verb::close, "ada@example.org").done);
        CHECK(house.count("SELECT count(*) FROM session WHERE level > 0") == 0);
        CHECK(house.count("SELECT count(*) FROM email_index") == 0);
        CHECK(house.count("SELECT count(*) FROM outbox WHERE kind = 'account_closed'") == 1);
        CHECK(!administer(house.services, Verb::show, "ada@example.org").done);
        const auto id = std::to_string(ada.who.value);
        CHECK(mentions(administer(house.services, Verb::show, id).text, "closed"));
        CHECK(administer(house.services, Verb::close, id).text == "It is closed already.\n");
    });
}

TEST_CASE("a request over the socket is answered as the command would be") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        const auto direct = administer(house.services, Verb::show, "ada@example.org");
        const auto asked = parse_answer(
            answer_request(realms_of(house), request_text(Verb::show, "ada@example.org")));
        CHECK(asked.done);
        CHECK(asked.text == direct.text);
    });
}

TEST_CASE("what is no request changes nothing and is said to be none") {
    signin::in_each_house([](House& house) {
        for (const std::string request :
             {"", "{", "[]", "null", "{}", R"({"verb":"show"})",
              R"({"verb":"refill","who":"ada@example.org"})", R"({"verb":1,"who":2})"}) {
            const auto answered = parse_answer(answer_request(realms_of(house), request));
            CHECK_MESSAGE(!answered.done, request);
        }
    });
    CHECK_THROWS_AS(static_cast<void>(parse_answer("{}")), Failure);
    CHECK_THROWS_AS(static_cast<void>(parse_answer("")), Failure);
}

// As in command_line_test: whoever adds one must come by here.
TEST_CASE("these are all the verbs of admin.sock, and none is a side door") {
    std::vector<std::string_view> names;
    for (const auto verb : verbs()) names.push_back(name(verb));
    CHECK(names == std::vector<std::string_view>{"show", "end-sessions", "close"});
}
