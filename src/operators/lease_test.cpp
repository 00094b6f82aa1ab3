#include "operators/lease.h"

#include "operators/shop_double.h"

namespace sparekey::operators {
namespace {

using namespace std::chrono_literals;

const Time noon{std::chrono::seconds{1'700'000'010}};

TEST_CASE("value may move where nothing restricts the account, for a minute") {
    const auto lease = lease_of(store::Guard{}, noon);
    CHECK(lease.known);
    CHECK(lease.may_move);
    CHECK(lease.as_of == noon);
    CHECK(lease.expires_at == noon + 60s);
}

TEST_CASE("a hold and a freeze let no value move, and unknown is no less than either") {
    store::Guard guard;
    guard::begin_hold(guard, 48h, noon);
    auto lease = lease_of(guard, noon + 47h);
    CHECK_FALSE(lease.may_move);
    CHECK(lease.standing.restriction == guard::Restriction::hold);
    CHECK(lease.standing.until == noon + 48h);
    CHECK(lease_of(guard, noon + 48h).may_move);
    guard::begin_freeze(guard, noon + 240h, noon);
    lease = lease_of(guard, noon + 1h);
    CHECK_FALSE(lease.may_move);
    CHECK(lease.standing.restriction == guard::Restriction::freeze);

    const auto unknown = lease_of(std::nullopt, noon);
    CHECK_FALSE(unknown.known);
    CHECK_FALSE(unknown.may_move);
}

TEST_CASE(
    "an id that nobody has, one that was deleted and one in a hold get a lease that says no") {
    in_each_house([](signin::House& house) {
        Shop shop{house};
        REQUIRE(granted(shop.make("ada")));
        const auto who = shop.account_of("ada");
        CHECK(run(lease(house.services, who, house.now())).may_move);
        CHECK_FALSE(run(lease(house.services, std::nullopt, house.now())).may_move);
        CHECK_FALSE(run(lease(house.services, AccountId{4711}, house.now())).may_move);
        signin::begin_hold(house, who);
        CHECK_FALSE(run(lease(house.services, who, house.now())).may_move);
        house.clock.advance(72h);
        CHECK(run(lease(house.services, who, house.now())).may_move);
        REQUIRE(granted(shop.remove("ada")));
        const auto gone = run(lease(house.services, who, house.now()));
        CHECK_FALSE(gone.known);
        CHECK_FALSE(gone.may_move);
    });
}

}  // namespace
}  // namespace sparekey::operators
