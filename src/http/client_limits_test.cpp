#include "http/client_limits.h"

#include <doctest/doctest.h>

namespace sparekey::http {
namespace {

using namespace std::chrono_literals;
using Kind = ClientLimits::Kind;

const Time noon{std::chrono::seconds{1'700'000'000}};

ClientLimits::Rates three_then_one_a_minute() {
    ClientLimits::Rates rates;
    rates.of.fill({3, 60s});
    return rates;
}

ClientKey client(std::uint64_t number) { return {number, true}; }

int taken(ClientLimits& limits, ClientKey who, Time now, int tries = 10) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limits.take(who, Kind::sign_in, now) ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("a client may do it as often as its bucket holds, and once more after each refill") {
    ClientLimits limits{three_then_one_a_minute()};
    CHECK(taken(limits, client(1), noon) == 3);
    CHECK(taken(limits, client(1), noon + 59s) == 0);
    CHECK(taken(limits, client(1), noon + 60s) == 1);
    CHECK(taken(limits, client(1), noon + 60s + 3min) == 3);
    CHECK(taken(limits, client(1), noon + 24h) == 3);
}

TEST_CASE("clients and kinds do not share a bucket") {
    ClientLimits limits{three_then_one_a_minute()};
    CHECK(taken(limits, client(1), noon) == 3);
    CHECK(taken(limits, client(2), noon) == 3);
    CHECK(taken(limits, {1, false}, noon) == 3);
    CHECK(limits.take(client(1), Kind::mail, noon));
}

TEST_CASE("a clock that steps back gives nothing back") {
    ClientLimits limits{three_then_one_a_minute()};
    CHECK(taken(limits, client(1), noon) == 3);
    CHECK(taken(limits, client(1), noon - 1h) == 0);
    CHECK(taken(limits, client(1), noon + 60s) == 1);
}

TEST_CASE("a flood of clients does not open the door, nor shut out those who are known") {
    constexpr std::size_t clients_max = 160;
    ClientLimits limits{three_then_one_a_minute(), clients_max};
    REQUIRE(limits.take(client(1), Kind::sign_in, noon));

    std::size_t let_in = 0;
    for (std::uint64_t i = 2; i < 5000; ++i)
        let_in += limits.take(client(i), Kind::sign_in, noon) ? 1 : 0;
    CHECK(let_in < clients_max);
    CHECK(taken(limits, client(1), noon) == 2);
    CHECK_FALSE(limits.take(client(5000), Kind::sign_in, noon + 59s));
}

TEST_CASE("after a flood its buckets are forgotten, and new clients are let in again") {
    ClientLimits limits{three_then_one_a_minute(), 160};
    for (std::uint64_t i = 0; i < 5000; ++i) (void)limits.take(client(i), Kind::sign_in, noon);
    CHECK(taken(limits, client(9999), noon + 61s) == 3);
}

}  // namespace sparekey::http
