// The made-up accounts of the HTTP benchmarks. Everything about account number n follows from n, so
// that the program which loads them and the one which makes requests need not talk to each other.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "account/token.h"
#include "base/bytes.h"
#include "base/check.h"
#include "base/ids.h"
#include "crypto/keyed_digest.h"

namespace sparekey::bench {

class Sample {
   public:
    explicit Sample(std::int64_t number) : number_(number) {}

    // Spread over all of its range, as the product's random ones are: neighbours in time are no
    // neighbours on a page.
    [[nodiscard]] AccountId id() const {
        constexpr std::uint64_t positive = 0x7fff'ffff'ffff'ffff;
        const auto drawn = *read_u64(octets("account"), 0) & positive;
        return AccountId{static_cast<std::int64_t>(drawn | 1ULL << 32)};
    }
    [[nodiscard]] std::string email() const {
        return "sample." + std::to_string(number_) + "@example.org";
    }
    [[nodiscard]] std::string password() const {
        return "a password of sample " + std::to_string(number_);
    }
    // Sixteen characters of setup key, as the product gives out.
    [[nodiscard]] Bytes key() const {
        auto key = octets("key");
        key.resize(10);
        return key;
    }
    [[nodiscard]] account::Token challenge() const {
        Bytes token;
        append_u64(token, static_cast<std::uint64_t>(id().value));
        append(token, octets("challenge"));
        auto parsed = account::Token::parse(to_base64url(token));
        ENSURE(parsed.has_value());
        return *std::move(parsed);
    }
    [[nodiscard]] Bytes browser() const { return octets("browser"); }
    // What the operator calls it: of one length for all.
    [[nodiscard]] std::string external_id() const {
        const auto digits = std::to_string(number_);
        return "customer-" + std::string(12 - digits.size(), '0') + digits;
    }
    // 32 octets that look like chance.
    [[nodiscard]] Bytes octets(std::string_view what) const {
        auto seed = to_bytes(bytes_of(what));
        append_u64(seed, static_cast<std::uint64_t>(number_));
        return to_bytes(crypto::sha256(seed));
    }

   private:
    std::int64_t number_;
};

}  // namespace sparekey::bench
