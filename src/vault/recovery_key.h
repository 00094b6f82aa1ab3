// The recovery key: 160 bits on paper that open a vault when every device and the passphrase are
// gone. Eight groups of four characters of base32, and a ninth that tells whether they were typed
// as they were printed.
#pragma once
#include <string_view>
#include <variant>

#include "crypto/box.h"
#include "crypto/secret.h"
#include "crypto/signing_key.h"
#include "vault/ids.h"

namespace sparekey::vault {

inline constexpr std::size_t recovery_key_octets = 20;

[[nodiscard]] crypto::Secret new_recovery_key();
// "ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567 CHCK".
[[nodiscard]] crypto::Secret recovery_key_text(BytesView key);

enum class RecoveryKeyFault {
    length,   // Not nine groups of four.
    outside,  // A character that base32 has not.
    check     // The last group does not belong to the others: something was mistyped.
};
// Grouping and case are ignored; 0, 1 and 8 are read as the letters they look like, which the last
// group confirms.
[[nodiscard]] std::variant<crypto::Secret, RecoveryKeyFault> read_recovery_key(
    std::string_view typed);
// A sentence for people.
[[nodiscard]] std::string_view words_of(RecoveryKeyFault);

// What is derived from it for one vault, by HKDF-SHA-256 with the vault's id as salt: it opens the
// vault's key, and it may sign the roster.
[[nodiscard]] crypto::BoxKey recovery_box(BytesView key, const VaultId&);
[[nodiscard]] crypto::SigningKey recovery_signing(BytesView key, const VaultId&);

}  // namespace sparekey::vault
