#include "factor/generation.h"

#include <doctest/doctest.h>

#include "base/failure.h"
#include "crypto/start.h"
#include "factor/generation_body.h"
#include "factor/veto.h"
#include "otp/setup_key.h"

namespace sparekey::factor {
namespace {

using namespace std::chrono_literals;

constexpr crypto::HashCost cheap{8, 1};
const Time noon{std::chrono::seconds{1'700'000'010}};

struct Fixture {
    Fixture() { crypto::start(); }
    AccountId who{42};
    crypto::KeyRing ring = crypto::KeyRing::in_memory();
    crypto::Pepper pepper = crypto::Pepper::in_memory();
    crypto::Secret key = otp::new_setup_key(16);
    crypto::Secret wrapping = crypto::Secret::random(32);
    otp::BackupCodes codes = otp::draw_backup_codes();
    Authenticator authenticator{1, seal_key(ring, who, key.view()), 7, noon, {}};
    BackupCodes set = make_set(codes, pepper, ring, who, &wrapping, cheap, noon);
    account::StoredPassword password{3, Bytes(16), cheap, Bytes(32), noon, "step_up"};

    [[nodiscard]] std::string code_at(Time t) const {
        return otp::one_time_code(key.view(), otp::step_at(t));
    }
    [[nodiscard]] std::optional<Belongs> belongs(const std::string& typed,
                                                 const FactorStates& states, Time now) const {
        const VetoCode code{.one_time = typed, .backup = {}};
        return whose_code(code, states, ring, pepper, who, now);
    }
};

TEST_CASE_FIXTURE(Fixture, "what is kept is read back whole") {
    set.used_at[2] = noon;
    const auto back = decode_replaced(encode_replaced({authenticator, set, password}));
    REQUIRE(back);
    CHECK(back->authenticator->version == 1);
    CHECK(back->authenticator->sealed_key == authenticator.sealed_key);
    CHECK(back->authenticator->last_step == 7);
    CHECK(back->codes->used_at == set.used_at);
    CHECK(back->codes->digests == set.digests);
    CHECK(back->codes->sealed == set.sealed);
    CHECK(back->codes->sealed_endings == set.sealed_endings);
    CHECK(back->password->changed_by == "step_up");
    CHECK(back->password->cost == cheap);
    const auto only = decode_replaced(encode_replaced({.password = password}));
    CHECK_FALSE(only->authenticator);
    CHECK_FALSE(only->codes);
}

TEST_CASE_FIXTURE(Fixture, "a body that is cut or grown is no body") {
    auto octets = encode_replaced({authenticator, set, password});
    for (std::size_t size = 0; size < octets.size(); ++size) {
        CHECK_FALSE(decode_replaced(BytesView{octets}.first(size)));
    }
    octets.push_back(std::byte{0});
    CHECK_FALSE(decode_replaced(octets));
}

TEST_CASE_FIXTURE(Fixture, "a step spent in one copy of a secret is spent in all") {
    auto newer = authenticator;
    newer.last_step = otp::step_at(noon);
    std::vector<Generation> kept(2);
    kept[0].body.authenticator = newer;
    kept[1].body.authenticator = authenticator;
    const std::optional<Authenticator> none;
    const std::optional<BackupCodes> no_codes;
    const FactorStates states{none, no_codes, kept};
    CHECK_FALSE(belongs(code_at(noon), states, noon));
    const auto next = belongs(code_at(noon + 30s), states, noon);
    REQUIRE(next);
    CHECK(next->generation == &kept[0]);

    const Belongs oldest{&kept[1], 0, {}};
    CHECK(restored(oldest, states, noon).authenticator->last_step == otp::step_at(noon));
}

TEST_CASE_FIXTURE(Fixture, "a secret suspended in one copy is suspended in all") {
    auto stolen = authenticator;
    stolen.suspended_until = until_replaced;
    std::vector<Generation> kept(2);
    kept[0].body.authenticator = stolen;
    kept[1].body.authenticator = authenticator;
    const std::optional<Authenticator> none;
    const std::optional<BackupCodes> no_codes;
    CHECK_FALSE(belongs(code_at(noon), {none, no_codes, kept}, noon));
}

TEST_CASE_FIXTURE(Fixture, "a report that came later suspends a generation until its time") {
    std::vector<Generation> kept(1);
    kept[0].body.authenticator = authenticator;
    kept[0].suspended_until = noon;
    const std::optional<Authenticator> none;
    const std::optional<BackupCodes> no_codes;
    CHECK_FALSE(belongs(code_at(noon), {none, no_codes, kept}, noon - 1us));
    CHECK(belongs(code_at(noon), {none, no_codes, kept}, noon));
}

TEST_CASE_FIXTURE(Fixture, "what is in force goes before what is kept") {
    const std::optional<Authenticator> in_force = authenticator;
    const std::optional<BackupCodes> no_codes;
    std::vector<Generation> kept(1);
    kept[0].body.authenticator = authenticator;
    const auto found = belongs(code_at(noon), {in_force, no_codes, kept}, noon);
    REQUIRE(found);
    CHECK(found->generation == nullptr);
}

}  // namespace
}  // namespace sparekey::factor
