// Sealing to somebody whose public key is known (X25519): what a vault's key is handed to a device
// with. libsodium's crypto_box_seal: an ephemeral key, 32 | XSalsa20-Poly1305.
#pragma once
#include <array>
#include <optional>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace sparekey::crypto {

using BoxPublicKey = std::array<std::byte, 32>;

class BoxKey {
   public:
    // Of 32 octets that are kept, or derived, by the caller.
    [[nodiscard]] static BoxKey of_seed(BytesView seed);

    [[nodiscard]] const BoxPublicKey& public_key() const { return public_key_; }
    // nullopt when it was not sealed to this key, or was changed since. Anybody can seal to it: who
    // it comes from must be told by something else.
    [[nodiscard]] std::optional<Secret> open(BytesView sealed) const;

   private:
    BoxKey() = default;
    BoxPublicKey public_key_{};
    Secret secret_key_;
};

[[nodiscard]] Bytes seal_to(const BoxPublicKey& recipient, BytesView plain);

}  // namespace sparekey::crypto
