// What opens a vault: the passphrase, the recovery key or a device gives the vault's key; that key
// opens the entries. A vault's key has an epoch; earlier ones are kept, sealed under the newest,
// because history is not sealed anew.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/box.h"
#include "crypto/keyed_digest.h"
#include "crypto/secret.h"
#include "crypto/signing_key.h"
#include "vault/ids.h"
#include "vault/roster.h"

namespace sparekey::vault {

using Epoch = std::uint32_t;

inline constexpr std::size_t passphrase_octets_max = 1024;
inline constexpr std::size_t passphrase_points_min = 8;

// Argon2id, one lane. Less than the first two is refused when a vault is read, so that nobody can
// weaken what a passphrase is tried against; so is more than any machine has.
struct Kdf {
    static constexpr std::uint32_t memory_kib_min = 64 * 1024;
    static constexpr std::uint32_t passes_min = 3;

    std::uint32_t memory_kib = memory_kib_min;
    std::uint32_t passes = passes_min;
    std::array<std::byte, 16> salt{};

    [[nodiscard]] static Kdf with_new_salt();
    [[nodiscard]] bool is_acceptable() const;
    bool operator==(const Kdf&) const = default;
};

// 64 octets of Argon2id: the first half is told to a server, the second never leaves the device.
struct PassphraseKeys {
    crypto::Secret login;
    crypto::Secret wrapping;
};
// The passphrase in Unicode's form C, as its UTF-8. Takes half a second.
[[nodiscard]] PassphraseKeys derive(std::string_view passphrase, const Kdf&);
// Between 8 code points and 1024 octets, valid UTF-8, not all one character. A sentence for people,
// nullopt when it will do.
[[nodiscard]] std::optional<std::string_view> passphrase_fault(std::string_view passphrase);

// The private half of a device: it is made on it and leaves it never.
struct Device {
    DeviceId id;
    crypto::Secret seed;  // 64 octets: of the key that opens, then of the one that signs.

    [[nodiscard]] static Device make();
    [[nodiscard]] crypto::BoxKey box() const;
    [[nodiscard]] crypto::SigningKey signing() const;
    [[nodiscard]] PublicKeys public_keys() const;
};

// The vault's keys by epoch; the newest seals.
class Keys {
   public:
    Keys(Epoch newest, crypto::Secret key);

    [[nodiscard]] Epoch newest() const { return keys_.rbegin()->first; }
    [[nodiscard]] BytesView key() const { return keys_.rbegin()->second.view(); }
    // nullptr for an epoch that is not known.
    [[nodiscard]] const crypto::Secret* find(Epoch) const;
    void add(Epoch, crypto::Secret key);
    [[nodiscard]] const std::map<Epoch, crypto::Secret>& all() const { return keys_; }

   private:
    std::map<Epoch, crypto::Secret> keys_;
};

// What stands in a vault's header, and is handed to a server.
struct Header {
    VaultId vault;
    Kdf kdf;
    Epoch epoch = 1;
    Bytes wrapped;                        // The vault's key under the wrapping key.
    std::map<Epoch, Bytes> earlier;       // Earlier keys under the newest.
    std::map<std::string, Bytes> sealed;  // The vault's key to each signer of the roster.
    SignedRoster roster;
    crypto::Digest binding{};  // Ties the roster and all seals but `wrapped` to the vault's key.
};

// HMAC-SHA-256 under a key that follows from the vault's, over roster and seals: doc/vault.md.
// Neither a server nor whoever finds a file can make it.
[[nodiscard]] crypto::Digest binding_of(const Header&, BytesView vault_key);

// A new vault of one device, without a recovery key.
struct Made {
    Header header;
    Keys keys;
};
[[nodiscard]] Made make_header(const Kdf&, BytesView wrapping_key, const Device&,
                               std::string_view device_name, Time now);

// nullopt when the key is another one, or the header was changed by somebody without the vault's.
[[nodiscard]] std::optional<Keys> open_by_passphrase(const Header&, BytesView wrapping_key);
[[nodiscard]] std::optional<Keys> open_by_recovery_key(const Header&, BytesView recovery_key);
[[nodiscard]] std::optional<Keys> open_by_device(const Header&, const Device&);

// Which of the two it is, where open_by_passphrase() gave none: true when the passphrase is right.
[[nodiscard]] bool was_altered(const Header&, BytesView wrapping_key);

// The vault's key to everybody on the list, the earlier keys under the newest, and the binding:
// all made here, so that nothing rests on what others have sealed.
void seal_keys(Header&, const Keys&);

// Another passphrase; no entry is sealed anew.
void change_passphrase(Header&, const Keys&, const Kdf&, BytesView wrapping_key);
// The recovery key in the roster, in the place of an earlier one. Signed by `by`.
void set_recovery_key(Header&, const Keys&, BytesView recovery_key, const Device& by);
// A device that a person has approved on `by`. False when there are too many.
[[nodiscard]] bool add_device(Header&, const Keys&, const Member& added, const Device& by);
// A device that the recovery key lets in: the list, which is bound to the key that opened it, is
// signed by that. False when there are too many, or it is another recovery key.
[[nodiscard]] bool join_by_recovery_key(Header&, const Keys&, const Member& added,
                                        BytesView recovery_key);
// A file that came without its device, opened by passphrase or recovery key: a roster of this one
// alone, without a recovery key, signed by itself. Other devices of that vault do not follow it,
// which nothing here can help.
void begin_anew(Header&, const Keys&, const Member& only, const Device& by);
// A new key for all but `removed`, whose passphrase must be a new one, too. The caller seals the
// live entries anew. False when `removed` is not there or is `by`.
[[nodiscard]] bool remove_device(Header&, Keys&, const DeviceId& removed, const Kdf&,
                                 BytesView wrapping_key, const Device& by);

// The private half of a device as its own vault file keeps it, sealed under a key of the vault.
[[nodiscard]] Bytes seal_device(const Device&, const VaultId&, BytesView vault_key, Epoch);
[[nodiscard]] std::optional<Device> open_device(const DeviceId&, BytesView sealed, const VaultId&,
                                                BytesView vault_key, Epoch);

}  // namespace sparekey::vault
