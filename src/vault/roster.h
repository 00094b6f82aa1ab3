// Who a vault's key is sealed to: its devices and its recovery key. A text that is signed as it
// stands, so that a server can neither add a device nor take one away.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "crypto/box.h"
#include "crypto/signing_key.h"
#include "vault/ids.h"

namespace sparekey::vault {

inline constexpr std::size_t devices_max = 32;
inline constexpr std::size_t device_name_octets_max = 64;
inline constexpr std::string_view recovery_signer = "recovery";

struct PublicKeys {
    crypto::BoxPublicKey box{};
    crypto::PublicKey sign{};
    bool operator==(const PublicKeys&) const = default;
};

struct Member {
    DeviceId id;
    std::string name;
    PublicKeys keys;
    Time added{};
    bool operator==(const Member&) const = default;
};

struct Roster {
    VaultId vault;
    std::uint64_t number = 1;  // Greater with each change.
    std::uint32_t epoch = 1;   // Of the vault's key that is sealed to all of these.
    std::vector<Member> devices;
    std::optional<PublicKeys> recovery;  // None until the person typed it back.
    Bytes before;                        // SHA-256 of the roster's text before this one, or empty.

    [[nodiscard]] const Member* find(const DeviceId&) const;
};

struct SignedRoster {
    std::string text;
    std::string signer;  // A device's id, or "recovery".
    crypto::Signature signature{};
};

[[nodiscard]] SignedRoster sign_roster(const Roster&, std::string_view signer,
                                       const crypto::SigningKey&);
// The roster of a text; whether it is signed is another question.
[[nodiscard]] std::optional<Roster> parse_roster(std::string_view text);
// Whether it is signed by one of `trusted`, the roster that this device knew before, or by its
// recovery key; and continues it: the same vault, a greater number, no smaller epoch, no other keys
// under an id that is known, and what it names as the one before, unless rosters were missed in
// between.
[[nodiscard]] bool continues(const SignedRoster& trusted, const SignedRoster& next);
// Whether it is signed by one of those it names: all that can be told of a first one.
[[nodiscard]] bool is_signed_by_itself(const SignedRoster&);

}  // namespace sparekey::vault
