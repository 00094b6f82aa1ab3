// How a device that is in the vault lets another one in: both show the same eight digits, and no
// server between them can choose what they are.
//
// The new device commits itself to its keys and a random nonce; then the other one gives a nonce of
// its own; only then the first nonce is opened. A server that puts other keys in between must have
// committed to them before it knows what the digits come from: one chance in a hundred million.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/keyed_digest.h"
#include "vault/keys.h"

namespace sparekey::vault {

inline constexpr Duration approval_lives = std::chrono::minutes{10};
inline constexpr std::size_t approval_digits = 8;

using ApprovalNonce = std::array<std::byte, 32>;

// What the new device shows before it knows the other's nonce: SHA-256 of
// "sparekey-approval-1|VAULT|DEVICE|BOX|SIGN|NONCE|NAME", keys and nonce in base64url.
[[nodiscard]] crypto::Digest commitment_of(const VaultId&, const Member& added,
                                           const ApprovalNonce&);

// Eight digits, from what both devices have: the first eight octets, modulo 10^8, of SHA-256 of
// "sparekey-approval-code-1|COMMITMENT|NONCE OF THE NEW DEVICE|NONCE OF THE OTHER|ROSTER", the last
// SHA-256 of the list's text that either knows, all in base64url. So the new device knows that the
// list it was shown is the other's.
[[nodiscard]] std::string approval_code(const crypto::Digest& commitment,
                                        const ApprovalNonce& added, const ApprovalNonce& other,
                                        const SignedRoster& known);

// What the device that is in does: the code to show, once the nonce was opened; nullopt where it is
// not the one that was committed to.
[[nodiscard]] std::optional<std::string> opened_code(const VaultId&, const Member& added,
                                                     const crypto::Digest& commitment,
                                                     const ApprovalNonce& opened,
                                                     const ApprovalNonce& mine,
                                                     const SignedRoster& known);

// "1234 5678", and what a person makes of it: digits, with spaces or none.
[[nodiscard]] std::string shown_code(std::string_view code);
[[nodiscard]] bool is_code(std::string_view typed, std::string_view code);

// What the new device does with the head that names it. `known` is the one that it was shown before
// it opened its nonce, and `keys` are what the passphrase opened of that. nullopt where the list
// does not continue the known one, names this device with other keys, or is of another key of the
// vault: nobody who does not know that key can have let it in. The passphrase stays what it was,
// since nobody signs that.
[[nodiscard]] std::optional<Header> let_in_by(const Header& offered, const Header& known,
                                              const Keys& keys, const Device&);

}  // namespace sparekey::vault
