// HMAC (RFC 2104) for one-time codes: the hot path, so it borrows a context that its thread keeps.
#pragma once
#include <array>
#include <cstddef>

#include "base/bytes.h"

namespace sparekey::crypto {

// Keyed once, then called for each message. One at a time for each algorithm and thread, and never
// across a co_await: it lives within one function.
class Hmac {
   public:
    // Other apps keep keys for SHA-224 and SHA-384, too.
    enum class Algorithm { sha1, sha224, sha256, sha384, sha512 };

    // Throws Failure{unavailable} when OpenSSL cannot.
    Hmac(Algorithm algorithm, BytesView key);
    ~Hmac();
    Hmac(const Hmac&) = delete;
    Hmac& operator=(const Hmac&) = delete;

    // 20 to 64 octets, good until the next call.
    [[nodiscard]] BytesView operator()(BytesView message);

   private:
    struct Context;
    static Context& context_of(Algorithm algorithm);

    Context& context_;
    std::array<std::byte, 64> mac_;
};

}  // namespace sparekey::crypto
