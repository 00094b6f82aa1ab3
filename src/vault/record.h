// One sealed entry as a vault file keeps it and a server hands it on.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/time.h"
#include "crypto/secret.h"
#include "vault/entry.h"
#include "vault/ids.h"
#include "vault/keys.h"

namespace sparekey::vault {

struct Record {
    EntryId id;
    std::uint64_t revision = 1;  // Greater with each change.
    Epoch epoch = 1;             // Which key of the vault seals it.
    bool deleted = false;        // Then it seals an empty text.
    Bytes sealed;                // nonce, 24 | ciphertext and tag.

    // What this device notes beside it; nothing rests on it.
    Time changed{};
    std::uint64_t synced = 0;  // The revision that the server has; 0 when it has none.
    bool undone = false;       // Deleted by an undo, so that another undo goes further back.

    [[nodiscard]] bool is_pending() const { return synced != revision; }
};

// "sparekey-vault-1|<vault>|<entry>|<revision>|<epoch>|<0 or 1>": what each seal is bound to, so
// that a server can neither swap entries nor bring back an earlier one or a deleted one.
[[nodiscard]] std::string place_of(const VaultId&, const Record&);

[[nodiscard]] Record seal_entry(const VaultId&, const Keys&, const EntryId&, std::uint64_t revision,
                                const Entry&);
[[nodiscard]] Record seal_deletion(const VaultId&, const Keys&, const EntryId&,
                                   std::uint64_t revision);

// Whether somebody with the vault's key made it, for this place.
[[nodiscard]] bool is_genuine(const VaultId&, const Keys&, const Record&);
// nullopt when it is deleted, not genuine, or no entry that this version can read.
[[nodiscard]] std::optional<Entry> open_entry(const VaultId&, const Keys&, const Record&);

}  // namespace sparekey::vault
