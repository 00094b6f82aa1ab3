// The password: how it is judged, hashed and compared. Pure, but for the hash, which takes long.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/password_hash.h"
#include "crypto/pepper.h"
#include "crypto/secret.h"

namespace sparekey::account {

// NIST SP 800-63B-4 3.1.1.2: 15 characters where it is the only factor, 8 with a second one.
inline constexpr std::size_t password_min_only_factor = 15;
inline constexpr std::size_t password_min_with_factor = 8;
inline constexpr std::size_t password_octets_max = 1024;

enum class PasswordFlaw { too_short, common, too_similar, site_name };

// What is wrong with `typed` (valid UTF-8) as a new password; nullopt for nothing. No composition
// rules: "Verifiers and CSPs SHALL NOT impose other composition rules." `blocklist` is in lower
// case.
[[nodiscard]] std::optional<PasswordFlaw> flaw_of_new_password(
    std::string_view typed, std::size_t length_min, std::string_view email,
    std::string_view site_name, const std::unordered_set<std::string>& blocklist);

// As stored: the digest is HMAC(pepper, first half of Argon2id(NFC(password), salt)).
struct StoredPassword {
    std::int64_t version = 0;  // Another number for every new password.
    Bytes salt;
    crypto::HashCost cost;
    Bytes digest;
    Time changed_at{};
    std::string changed_by;  // "sign_up", "step_up", "link", "undo".
};

// What the memory-hard hash of a password gives: half proves it, half opens what only its owner may
// see.
struct DerivedPassword {
    crypto::Secret verifier;      // 32 octets.
    crypto::Secret wrapping_key;  // 32 octets.
    [[nodiscard]] DerivedPassword clone() const { return {verifier.clone(), wrapping_key.clone()}; }
};

// NFC first, so that a password typed on two keyboards is one password. Takes long: on the hash
// threads only.
[[nodiscard]] DerivedPassword derive_password(std::string_view typed, BytesView salt,
                                              crypto::HashCost);
[[nodiscard]] Bytes password_digest(const crypto::Pepper&, AccountId, const DerivedPassword&);
// Constant time.
[[nodiscard]] bool is_password(const StoredPassword&, const crypto::Pepper&, AccountId,
                               const DerivedPassword&);

// A new row for `derived`, which was made with `salt` and `cost`.
[[nodiscard]] StoredPassword new_password(const crypto::Pepper&, AccountId,
                                          const DerivedPassword& derived, Bytes salt,
                                          crypto::HashCost, Time now, std::string_view changed_by);
[[nodiscard]] Bytes new_salt();

// For an account that does not exist: hashing takes as long, and nothing ever matches.
[[nodiscard]] StoredPassword decoy_password(const crypto::Pepper&, AccountId, crypto::HashCost);

}  // namespace sparekey::account
