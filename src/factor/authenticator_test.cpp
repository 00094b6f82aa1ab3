#include "factor/authenticator.h"

#include <doctest/doctest.h>

#include "base/failure.h"
#include "crypto/start.h"
#include "otp/setup_key.h"

namespace sparekey::factor {
namespace {

using namespace std::chrono_literals;

const Time noon{std::chrono::seconds{1'700'000'010}};

struct Fixture {
    Fixture() { crypto::start(); }
    AccountId who{42};
    crypto::KeyRing ring = crypto::KeyRing::in_memory();
    crypto::Secret key = otp::new_setup_key(16);
    Authenticator stored{1, seal_key(ring, who, key.view()), 0, noon, {}};

    [[nodiscard]] std::string code_at(Time t) const {
        return otp::one_time_code(key.view(), otp::step_at(t));
    }
    [[nodiscard]] Verified verify_at(Time now, Time typed) const {
        return verify(stored, ring, who, code_at(typed), now);
    }
};

TEST_CASE_FIXTURE(Fixture, "a code is good once, and so are all before it") {
    const auto first = verify_at(noon, noon);
    REQUIRE(first.verdict == Verdict::accepted);
    stored.last_step = first.step;
    CHECK(verify_at(noon + 29s, noon).verdict == Verdict::already_used);
    CHECK(verify_at(noon, noon - 30s).verdict == Verdict::already_used);
    CHECK(verify_at(noon, noon + 30s).verdict == Verdict::accepted);
}

TEST_CASE_FIXTURE(Fixture, "a code of two steps away is wrong") {
    CHECK(verify_at(noon, noon - 60s).verdict == Verdict::wrong);
    CHECK(verify_at(noon, noon + 60s).verdict == Verdict::wrong);
}

TEST_CASE_FIXTURE(Fixture, "suspended, even the right code is not looked at") {
    stored.suspended_until = noon;
    CHECK(verify_at(noon - 1us, noon).verdict == Verdict::suspended);
    CHECK(verify(stored, ring, who, "000000", noon - 1us).verdict == Verdict::suspended);
    CHECK(verify_at(noon, noon).verdict == Verdict::accepted);
    stored.suspended_until = until_replaced;
    CHECK(verify_at(noon + 24h * 36500, noon + 24h * 36500).verdict == Verdict::suspended);
}

TEST_CASE_FIXTURE(Fixture, "a sealed key opens for its own account only") {
    CHECK(open_key(ring, who, stored.sealed_key) == key);
    CHECK_THROWS_AS(static_cast<void>(open_key(ring, AccountId{43}, stored.sealed_key)), Failure);
    const auto other = crypto::KeyRing::in_memory();
    CHECK_THROWS_AS(static_cast<void>(open_key(other, who, stored.sealed_key)), Failure);
}

}  // namespace
}  // namespace sparekey::factor
