// The key that the journal's seals are authenticated and its heads are signed with (Ed25519, RFC
// 8032): a file outside the database and its backups, so that whoever can write the database alone
// cannot seal what they changed.
//
//   sparekey-signing-key-1
//   <64 hexadecimal digits: the seed>
#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <string_view>

#include "base/bytes.h"
#include "crypto/keyed_digest.h"
#include "crypto/secret.h"

namespace sparekey::crypto {

using PublicKey = std::array<std::byte, 32>;
using Signature = std::array<std::byte, 64>;

class SigningKey {
   public:
    // As KeyRing::load and KeyRing::create.
    [[nodiscard]] static SigningKey load(const std::filesystem::path& file);
    static void create(const std::filesystem::path& file);
    // A new key that no file holds: for tests.
    [[nodiscard]] static SigningKey in_memory();
    // The key of a seed of 32 octets that the caller keeps: a vault's device, a recovery key.
    [[nodiscard]] static SigningKey of_seed(BytesView seed);

    // Anybody with the public key can check it. What is signed for one purpose is good for no
    // other.
    [[nodiscard]] Signature sign(std::string_view purpose, BytesView data) const;
    // Only who has this key can make or check it; thirty times as fast.
    [[nodiscard]] Digest authenticate(std::string_view purpose, BytesView data) const;

    [[nodiscard]] const PublicKey& public_key() const { return public_key_; }

   private:
    explicit SigningKey(BytesView seed);

    PublicKey public_key_;
    LockedSecret signing_;         // libsodium's 64 octets: the seed and the public key.
    LockedSecret authenticating_;  // Derived from the seed.
};

// False, too, for anything that is no signature of 64 octets or no key of 32.
[[nodiscard]] bool is_signed(BytesView public_key, std::string_view purpose, BytesView data,
                             BytesView signature);

}  // namespace sparekey::crypto
