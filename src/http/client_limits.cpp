#include "http/client_limits.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/bytes.h"
#include "base/random.h"

namespace sparekey::http {
namespace {

constexpr std::size_t shards = 16;
constexpr Duration sweep_each = std::chrono::seconds{1};

struct BucketKey {
    ClientKey client;
    ClientLimits::Kind kind;
    bool operator==(const BucketKey&) const = default;
};

// Keyed by a random number, so that nobody can aim addresses at one shard or one chain.
struct BucketHash {
    std::uint64_t seed;

    std::size_t operator()(const BucketKey& key) const {
        const auto kind = static_cast<std::uint64_t>(key.kind) << 1 | (key.client.v6 ? 1U : 0U);
        return mixed(mixed(key.client.bits ^ seed) ^ kind);
    }
    // SplitMix64's finaliser: every bit of the input reaches every bit of the output.
    static std::uint64_t mixed(std::uint64_t x) {
        x += 0x9e3779b97f4a7c15U;
        x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
        x = (x ^ x >> 27) * 0x94d049bb133111ebU;
        return x ^ x >> 31;
    }
};

std::uint64_t random_seed() {
    const auto octets = random_bytes<8>();
    return *read_u64(octets, 0);
}

}  // namespace

// A bucket is one time: when it will be full again. Each try moves that on by `refill`; a try that
// would move it further than `burst` refills ahead is refused.
struct ClientLimits::Shard {
    std::mutex mutex;
    std::unordered_map<BucketKey, Time, BucketHash> full_at{0, BucketHash{random_seed()}};
    Time swept{};

    // Forgets buckets that are full again. Not more than once a second: a flood must not buy our
    // time.
    void sweep(Time now) {
        if (now >= swept && now < swept + sweep_each) return;
        swept = now;
        std::erase_if(full_at, [now](const auto& entry) { return entry.second <= now; });
    }
};

ClientLimits::ClientLimits(const Rates& rates, std::size_t clients_max)
    : rates_(rates),
      shard_max_(std::max<std::size_t>(1, clients_max / shards)),
      shards_(std::make_unique<Shard[]>(shards)),
      shard_seed_(random_seed()) {}

ClientLimits::~ClientLimits() = default;

bool ClientLimits::take(const ClientKey& client, Kind kind, Time now) {
    const BucketKey key{client, kind};
    auto& shard = shards_[BucketHash{shard_seed_}(key) % shards];
    const auto& rate = rates_.of[static_cast<std::size_t>(kind)];
    const std::lock_guard lock{shard.mutex};

    auto bucket = shard.full_at.find(key);
    if (bucket == shard.full_at.end()) {
        if (shard.full_at.size() >= shard_max_) shard.sweep(now);
        if (shard.full_at.size() >= shard_max_) return false;
        bucket = shard.full_at.emplace(key, now).first;
    }
    const auto next = std::max(bucket->second, now) + rate.refill;
    if (next - now > rate.burst * rate.refill) return false;
    bucket->second = next;
    return true;
}

Duration ClientLimits::wait(Kind kind) const {
    return rates_.of[static_cast<std::size_t>(kind)].refill;
}

}  // namespace sparekey::http
