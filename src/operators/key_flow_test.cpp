#include "operators/key_flow.h"

#include "operators/shop_double.h"

namespace sparekey::operators {
namespace {

using namespace std::chrono_literals;
using signin::House;

struct Server {
    House& house;
    NewKey key;

    Server(House& at, std::string_view scopes)
        : house(at), key(*run(make_key(at.services, "shop", *parse_scopes(scopes)))) {}

    [[nodiscard]] account::Result<Caller> call(Scope scope, const std::string& id = "") const {
        const auto text = key_text(key.token);
        return run(called_by(house.services, text.text(), scope, id, house.now()));
    }
};

TEST_CASE("a key makes the calls of its scopes and no other") {
    in_each_house([](House& house) {
        const Server server{house, "verify,restrictions"};
        const auto caller = server.call(Scope::verify);
        REQUIRE(granted(caller));
        CHECK(outcome(caller).key == server.key.id);
        CHECK_FALSE(outcome(caller).account);
        CHECK(granted(server.call(Scope::restrictions)));
        for (const auto scope : {Scope::accounts, Scope::remove, Scope::enrol, Scope::identity})
            CHECK(why(server.call(scope)) == Why::scope_missing);
        CHECK(why(run(called_by(house.services, "", Scope::verify, "", house.now()))) ==
              Why::key_not_accepted);
        const auto other = key_text(account::Token::make(server.key.id));
        CHECK(why(run(called_by(house.services, other.text(), Scope::verify, "", house.now()))) ==
              Why::key_not_accepted);
    });
}

TEST_CASE("a revoked key is good for nothing from then on, and is revoked once") {
    in_each_house([](House& house) {
        const Server server{house, "verify"};
        const Server other{house, "verify"};
        CHECK(run(revoke_key(house.services, server.key.id)));
        CHECK(why(server.call(Scope::verify)) == Why::key_not_accepted);
        CHECK(granted(other.call(Scope::verify)));
        CHECK_FALSE(run(revoke_key(house.services, server.key.id)));
        CHECK_FALSE(run(revoke_key(house.services, AccountId{4711})));
        CHECK(lines(house, server.key.id, journal::Kind::key_made) == 1);
        CHECK(lines(house, server.key.id, journal::Kind::key_revoked) == 1);
    });
}

TEST_CASE("of a key its digest is kept, and the hour it was last used in") {
    in_each_house([](House& house) {
        const Server server{house, "verify"};
        const auto at = [&] { return run(keys(house.services)).at(0).last_used_at; };
        CHECK(at() == Time{});
        const auto first = house.now();
        REQUIRE(granted(server.call(Scope::verify)));
        CHECK(at() == first);
        house.clock.advance(59min);
        REQUIRE(granted(server.call(Scope::verify)));
        CHECK(at() == first);
        house.clock.advance(1min);
        // What was refused is no use.
        CHECK(why(server.call(Scope::enrol)) == Why::scope_missing);
        CHECK(at() == first);
        REQUIRE(granted(server.call(Scope::verify)));
        CHECK(at() == house.now());
        CHECK(run(keys(house.services)).at(0).digest == server.key.token.digest());
    });
}

TEST_CASE("a call says whose account the operator's id is, but not of a deleted one") {
    in_each_house([](House& house) {
        const Server server{house, "verify"};
        Shop shop{house};
        REQUIRE(granted(shop.make("ada")));
        CHECK(outcome(server.call(Scope::verify, "ada")).account == shop.account_of("ada"));
        CHECK_FALSE(outcome(server.call(Scope::verify, "eve")).account);
        REQUIRE(granted(shop.remove("ada")));
        CHECK_FALSE(outcome(server.call(Scope::verify, "ada")).account);
    });
}

TEST_CASE("there are at most a hundred keys that are not revoked") {
    House house{store::Engine::sqlite_memory};
    const auto make = [&] { return run(make_key(house.services, "", *parse_scopes("verify"))); };
    std::optional<NewKey> last;
    for (std::size_t i = 0; i < keys_max; ++i) {
        last = make();
        REQUIRE(last);
    }
    CHECK_FALSE(make());
    REQUIRE(run(revoke_key(house.services, last->id)));
    CHECK(make());
}

}  // namespace
}  // namespace sparekey::operators
