// How far a device has come, signed: what two devices compare, over a server that is believed
// nothing. doc/vault.md, "Between devices".
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "vault/chain.h"
#include "vault/keys.h"
#include "vault/record.h"

namespace sparekey::vault {

struct Mark {
    std::uint64_t seq = 0;
    crypto::Digest digest{};
    std::string signer;  // A device's id.
    crypto::Signature signature{};
};

// The link of a record that is appended where the chain stands.
[[nodiscard]] Link next_link(const Chain& at, const Record&);

[[nodiscard]] Mark sign_mark(const VaultId&, const Chain&, const Device&);
// Whether the device with this key has signed it.
[[nodiscard]] bool is_signed_with(const VaultId&, const Mark&, const crypto::PublicKey&);

enum class Compared {
    same,
    other_history,   // Somebody was shown other changes than this device.
    unknown_signer,  // Nobody on this list, which may be an earlier one than the server's.
    not_signed
};
// `at` is where this device stands, having taken everything there was.
[[nodiscard]] Compared compare(const VaultId&, const Chain& at, const std::optional<Mark>& newest,
                               const Roster&);

}  // namespace sparekey::vault
