// What checking a one-time code costs, next to liboath: a miss, so that all three steps are tried.

// links: sparekey_otp benchmark::benchmark PkgConfig::oath
#include <benchmark/benchmark.h>
#include <liboath/oath.h>

#include <stdexcept>
#include <string>

#include "crypto/seal.h"
#include "otp/totp.h"

namespace sparekey {
namespace {

constexpr otp::Step now = 56'666'667;
const Bytes key = to_bytes(bytes_of("12345678901234567890"));

// A code of none of the three steps.
std::string wrong_code() {
    for (int number = 0;; ++number) {
        const auto code = std::to_string(100'000 + number);
        if (!otp::matching_step(key, code, now, 1)) return code;
    }
}

void our_check(benchmark::State& state) {
    const auto code = wrong_code();
    for (auto _ : state) benchmark::DoNotOptimize(otp::matching_step(key, code, now, 1));
}
BENCHMARK(our_check);

// liboath counts the window's steps both ways; its time at the start of the step is ours.
void liboath_check(benchmark::State& state) {
    const auto code = wrong_code();
    const auto* secret = reinterpret_cast<const char*>(key.data());
    if (oath_init() != OATH_OK) throw std::runtime_error("liboath cannot start");
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            oath_totp_validate(secret, key.size(), now * 30, 30, 0, 1, code.c_str()));
    }
}
BENCHMARK(liboath_check);

// As the server does it: the key is opened first.
void our_check_of_a_sealed_key(benchmark::State& state) {
    const auto ring = crypto::KeyRing::in_memory();
    const auto bound = crypto::associated_data("authenticator.sealed_key", AccountId{1});
    const auto sealed = crypto::seal(ring, key, bound);
    const auto code = wrong_code();
    for (auto _ : state) {
        const auto opened = crypto::open(ring, sealed, bound);
        benchmark::DoNotOptimize(otp::matching_step(opened->view(), code, now, 1));
    }
}
BENCHMARK(our_check_of_a_sealed_key);

}  // namespace
}  // namespace sparekey

BENCHMARK_MAIN();
