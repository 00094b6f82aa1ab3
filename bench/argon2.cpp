// Argon2id alone, as the password hash uses it, on so many threads: what no sign-in can be faster
// than.
//
//   argon2 --threads 1 --seconds 5
//
// It prints hashes a second.

// links: sparekey_crypto
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "bench/options.h"
#include "crypto/password_hash.h"
#include "crypto/start.h"

namespace sparekey::bench {
namespace {

using Steady = std::chrono::steady_clock;

void measure(const Options& options) {
    const auto threads = options.number("threads", 1);
    const auto begun = Steady::now();
    const auto until = begun + std::chrono::seconds{options.number("seconds", 5)};
    std::atomic<int> hashes = 0;
    const auto work = [&] {
        const Bytes salt(crypto::salt_octets);
        for (; Steady::now() < until; ++hashes) {
            static_cast<void>(crypto::argon2id(bytes_of("a password of some length"), salt, {}));
        }
    };
    {
        std::vector<std::jthread> running;
        for (std::int64_t i = 0; i < threads; ++i) running.emplace_back(work);
    }
    const std::chrono::duration<double> took = Steady::now() - begun;
    std::printf("%.2f\n", hashes / took.count());
}

}  // namespace
}  // namespace sparekey::bench

int main(int count, char** words) {
    try {
        sparekey::crypto::start();
        sparekey::bench::measure({count, words});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "argon2: %s\n", failure.what());
        return 1;
    }
}
