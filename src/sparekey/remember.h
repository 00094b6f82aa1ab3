// A vault's wrapping key in the kernel's keyring, for some minutes: never on a disk, and gone when
// its time is up, whether or not anybody runs then.
#pragma once
#include <optional>

#include "crypto/secret.h"
#include "vault/ids.h"

namespace sparekey::terminal {

inline constexpr int remember_minutes_max = 24 * 60;

// False where the kernel keeps no keys for us.
[[nodiscard]] bool remember(const vault::VaultId&, BytesView wrapping_key, int minutes);
[[nodiscard]] std::optional<crypto::Secret> remembered(const vault::VaultId&);
// Whether there was one.
bool forget(const vault::VaultId&);

}  // namespace sparekey::terminal
