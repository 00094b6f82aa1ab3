// The second step of sign-in without HTTP: challenge and one-time code in, session out, durable.
// What a sign-in costs the store and the rules, for a profiler to look at.
//
//   sign_in_bench --folder DIR [--callers 256] [--count 20000] [--from 64] [--rounds 3]
//                 [--cache 64] [--mmap 1024] [--wal 32]
//
// bench/load_accounts made DIR; each account is used once, so a folder is used up: work on a copy.

// links: sparekey_signin
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "bench/options.h"
#include "bench/sample.h"
#include "crypto/start.h"
#include "otp/totp.h"
#include "signin/code_step.h"
#include "store/sqlite.h"

namespace sparekey::bench {
namespace {

namespace fs = std::filesystem;

double seconds_of(const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

std::pair<double, double> cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return {seconds_of(used.ru_utime), seconds_of(used.ru_stime)};
}

std::unique_ptr<store::Database> open(const Options& options) {
    store::SqliteOptions made;
    made.path = fs::path{options.text("folder")} / "sparekey.db";
    made.cache_mib = static_cast<int>(options.number("cache", made.cache_mib));
    made.mmap_mib = static_cast<int>(options.number("mmap", made.mmap_mib));
    made.wal_mib = static_cast<int>(options.number("wal", made.wal_mib));
    return store::open_sqlite(std::move(made));
}

class Round {
   public:
    Round(const account::Services& services, std::int64_t from, std::int64_t count)
        : services_(services), next_(from), end_(from + count) {}

    void run(int callers) {
        boost::asio::io_context io{1};
        for (int i = 0; i < callers; ++i) {
            auto one = call();
            boost::asio::co_spawn(io, std::move(one), [](std::exception_ptr thrown) {
                if (thrown) std::rethrow_exception(thrown);
            });
        }
        io.run();
    }

   private:
    Awaitable<void> call() {
        while (next_ < end_) {
            const Sample sample{next_++};
            const account::Client client{"192.0.2.1", "Firefox on Linux",
                                         to_bytes(crypto::token_digest(sample.browser()))};
            const auto challenge = sample.challenge();
            const auto typed =
                signin::TypedCode::of(otp::one_time_code(sample.key(), otp::step_at(wall_clock())));
            const auto done =
                co_await signin::sign_in_with_code(services_, client, challenge, typed, false);
            ENSURE(std::holds_alternative<signin::CodeAccepted>(done));
        }
    }

    const account::Services& services_;
    std::int64_t next_;
    std::int64_t end_;
};

void perform(const Options& options) {
    const fs::path folder = options.text("folder");
    const auto db = open(options);
    const auto ring = crypto::KeyRing::load(folder / "key-ring");
    const auto pepper = crypto::Pepper::load(folder / "pepper");
    account::HashPool hashes{1, 1};
    const account::Settings settings;
    const account::Services services{*db, ring, pepper, hashes, settings};
    const auto count = options.number("count", 20'000);
    auto from = options.number("from", 64);
    for (std::int64_t round = 0; round < options.number("rounds", 3); ++round, from += count) {
        const auto begun = std::chrono::steady_clock::now();
        const auto [user, system] = cpu_seconds();
        Round{services, from, count}.run(static_cast<int>(options.number("callers", 256)));
        const auto [user_now, system_now] = cpu_seconds();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        const auto each = [count](double s) { return s * 1e6 / static_cast<double>(count); };
        std::printf("%.0f/s, processor time each: %.1f us user, %.1f us system\n",
                    static_cast<double>(count) / took.count(), each(user_now - user),
                    each(system_now - system));
        std::fflush(stdout);
    }
}

}  // namespace
}  // namespace sparekey::bench

int main(int count, char** words) {
    try {
        sparekey::crypto::start();
        sparekey::bench::perform({count, words});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "sign_in_bench: %s\n", failure.what());
        return 1;
    }
}
