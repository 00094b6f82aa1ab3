#include "sparekeyd/restored.h"

#include <doctest/doctest.h>

#include <set>

#include "operators/key_flow.h"
#include "signin/acts_double.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;
using namespace std::chrono_literals;
using account::Why;
using signin::House;

TEST_CASE("after a restore no code is good that may have been used, and everybody is signed out") {
    signin::in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        auto bob = house.person("bob@example.org", false);
        signin::Visit at{house, ada};
        at.sign_in();
        const auto ended = end_what_may_have_ended(house.services.db, house.now());
        CHECK(ended.accounts == 1);
        CHECK(ended.code_sets == 1);
        CHECK(ended.sessions == 1);
        CHECK(ended.open_appeals == 0);
        CHECK(house.count("SELECT COUNT(*) FROM session") == 0);
        CHECK(house.count("SELECT last_step FROM guard WHERE account_id = $1", {bob.who}) == 0);
        const auto type = [&](std::string_view code) {
            const auto client = House::client("home");
            return signin::type_code(house, client, signin::challenge_of(house, client, ada), code);
        };
        // This step's code, and the next one, which a phone that is fast shows already.
        CHECK(signin::why(type(ada.code_at(house.now()))) == Why::code_already_used);
        CHECK(signin::why(type(ada.code_at(house.now() + 30s))) == Why::code_already_used);
        CHECK(signin::why(type(ada.codes[0].text())) == Why::codes_withdrawn);
        house.clock.advance(60s);
        CHECK(signin::granted(type(ada.code_at(house.now()))));
        const auto again = end_what_may_have_ended(house.services.db, house.now());
        CHECK(again.code_sets == 0);
    });
}

TEST_CASE("a key of the operator's API may have been revoked since, so none is good any more") {
    signin::in_each_house([](House& house) {
        const auto scopes = operators::parse_scopes("verify");
        const auto key = run(operators::make_key(house.services, "shop", *scopes));
        static_cast<void>(end_what_may_have_ended(house.services.db, house.now()));
        const auto text = operators::key_text(key->token);
        CHECK(signin::why(run(operators::called_by(house.services, text.text(),
                                                   operators::Scope::verify, "", house.now()))) ==
              Why::key_not_accepted);
    });
}

// Whatever is added later must be thought of: is it spent once, or does it open something?
TEST_CASE("every table that holds a token's digest ends with a restore, or need not") {
    House house{store::Engine::sqlite_memory};
    const auto rows = house.rows(
        "SELECT DISTINCT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE "
        "m.type = 'table' AND c.name IN ('token_digest', 'code_digest', 'session_digest', "
        "'session_id') ORDER BY m.name");
    std::set<std::string> found;
    for (const auto& row : rows) found.insert(row.text(0));
    const std::set<std::string> thought_of{
        "appeal_token", "enrolment", "link", "reset_link", "session", "sign_up", "stolen_report"};
    CHECK(found == thought_of);
}
