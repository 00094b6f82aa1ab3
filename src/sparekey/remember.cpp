#include "sparekey/remember.h"

#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <string>

namespace sparekey::terminal {
namespace {

constexpr long wrapping_key_octets = 32;
// For whoever has the key at hand and for its user, who needs no link to it from his session.
constexpr std::uint32_t possessor_and_user = 0x3f3f0000;

std::string name_of(const vault::VaultId& vault) { return "sparekey:" + vault.text(); }

long find_key(const vault::VaultId& vault) {
    return ::syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user",
                     name_of(vault).c_str(), 0);
}

}  // namespace

bool remember(const vault::VaultId& vault, BytesView wrapping_key, int minutes) {
    const long key = ::syscall(SYS_add_key, "user", name_of(vault).c_str(), wrapping_key.data(),
                               wrapping_key.size(), KEY_SPEC_USER_KEYRING);
    if (key < 0) return false;
    const bool bounded = ::syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, minutes * 60) == 0 &&
                         ::syscall(SYS_keyctl, KEYCTL_SETPERM, key, possessor_and_user) == 0;
    // One that would stay for ever is none.
    if (!bounded) forget(vault);
    return bounded;
}

std::optional<crypto::Secret> remembered(const vault::VaultId& vault) {
    const long key = find_key(vault);
    if (key < 0) return std::nullopt;
    auto found = crypto::Secret::zeros(wrapping_key_octets);
    const long octets =
        ::syscall(SYS_keyctl, KEYCTL_READ, key, found.writable().data(), wrapping_key_octets);
    if (octets != wrapping_key_octets) return std::nullopt;
    return found;
}

bool forget(const vault::VaultId& vault) {
    const long key = find_key(vault);
    if (key < 0) return false;
    ::syscall(SYS_keyctl, KEYCTL_INVALIDATE, key);
    return true;
}

}  // namespace sparekey::terminal
