// Budgets of a client, kept in memory: how often one address may sign up, sign in, make us send
// mail, send pictures, or sync a vault. They protect the machine; an account's own budgets are in
// the database.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/time.h"
#include "http/client_key.h"

namespace sparekey::http {

class ClientLimits {
   public:
    enum class Kind : std::uint8_t { sign_up, sign_in, mail, upload, sync };
    static constexpr std::size_t kinds = 5;

    // A bucket of `burst` tries; one comes back each `refill`.
    struct Rate {
        int burst;
        Duration refill;
    };
    struct Rates {
        std::array<Rate, kinds> of{Rate{10, std::chrono::minutes{6}},   // sign_up: 10 an hour
                                   Rate{30, std::chrono::seconds{10}},  // sign_in: 360 an hour
                                   Rate{10, std::chrono::minutes{6}},   // mail: 10 an hour
                                   Rate{60, std::chrono::minutes{1}},   // upload: 60 an hour
                                   // sync: 10 a second, for a house full of devices; the first
                                   // sync of a vault is some twenty requests.
                                   Rate{600, std::chrono::milliseconds{100}}};
    };

    // `clients_max` buckets are kept (about 60 octets each); those that are full again are
    // forgotten first.
    explicit ClientLimits(const Rates& rates, std::size_t clients_max = 100'000);
    ClientLimits() : ClientLimits(Rates{}) {}
    ~ClientLimits();

    // Whether this client may do it once more, now; if so, that is counted. Any thread.
    // A clock that steps back gives nothing back. When every bucket kept is in use, a client that
    // is not known is refused: a flood of addresses must not open the door.
    [[nodiscard]] bool take(const ClientKey& client, Kind kind, Time now);

    // When a refused client may try again at the earliest, for Retry-After.
    [[nodiscard]] Duration wait(Kind kind) const;

   private:
    struct Shard;
    Rates rates_;
    std::size_t shard_max_;
    std::unique_ptr<Shard[]> shards_;
    std::uint64_t shard_seed_;
};

}  // namespace sparekey::http
