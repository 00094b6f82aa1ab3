// What a server keeps of one vault and cannot read: its head (a vault file without entries) and a
// log of sealed changes. Pure: which head and which changes may follow those that are there.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sync/approval.h"
#include "vault/keys.h"
#include "vault/mark.h"
#include "vault/record.h"
#include "vault/roster.h"

namespace sparekey::sync {

inline constexpr std::size_t head_octets_max = 192 * 1024;
inline constexpr std::size_t earlier_keys_max = 500;
inline constexpr std::size_t entries_max = 10'000;       // Of one vault, live ones.
inline constexpr std::size_t ids_max = 6 * entries_max;  // Deleted ones included.
// Of all seals of one vault that are kept: 10,000 entries of usual length, and some history.
// Earlier ciphertext gives way to new.
inline constexpr std::int64_t vault_octets_max = 64 * 1024 * 1024;
// How far one change may raise an entry's revision: merging skips some, nobody needs more.
inline constexpr std::uint64_t revision_step_max = 1000;
inline constexpr std::size_t sealed_octets_max = vault::entry_octets_max + 512;
inline constexpr std::size_t changes_per_push_max = 500;
inline constexpr std::size_t changes_per_page_max = 500;
// Of their seals.
inline constexpr std::size_t page_octets_max = 4 * 1024 * 1024;
static_assert(sealed_octets_max <= page_octets_max);  // Each page has a change.
inline constexpr Duration replaced_kept_for = std::chrono::hours{24 * 30};

struct Head {
    vault::Header header;
    vault::Roster roster;
    std::string text;  // As it is stored and handed out: a vault file without entries.
};
// nullopt for what is no head of a vault: not signed by one of its devices, with entries, or with
// the key not sealed to exactly those that it names.
[[nodiscard]] std::optional<Head> parse_head(std::string_view text);

// A change that a device asks for.
struct Pushed {
    std::uint64_t replaces = 0;  // The revision that it began from; 0: none.
    vault::Record record;
};

// What a device asks to be appended behind `after`, and its mark of what stands then.
struct Push {
    std::uint64_t after = 0;
    std::vector<Pushed> changes;
    crypto::Digest digest{};
    crypto::Signature signature{};
};

// The current revision of each entry that the server has.
using Entries = std::map<vault::EntryId, std::uint64_t>;
// How many there are.
struct Counts {
    std::size_t live = 0;
    std::size_t all = 0;  // Deleted ones included.
};

enum class Why {
    not_accepted,     // No such device, or its signature is not right.
    clock_differs,    // The request was signed more than five minutes ago, or ahead.
    no_recovery_key,  // None was typed back yet: nothing may be lost with one passphrase.
    vault_changed,    // The head is another one by now.
    entry_changed,    // So is an entry.
    vault_moved,      // There are changes that the device has not taken.
    vault_full,
    vault_unfit,   // What was sent is no head that may follow the one there is.
    vault_exists,  // Another account has a vault of this id.
    nobody_asks    // No device asks to be let in, or not any more, or this step was done.
};
struct Refusal {
    Why why;
    Entries conflicts;  // entry_changed: those that are another revision by now.
};

// `has` are the current ones of those that are pushed.
[[nodiscard]] std::optional<Refusal> judge_push(const Head&, const Entries& has, const Counts&,
                                                const std::vector<Pushed>&);
// Whether the device's mark is of `behind`, where the vault stands with what it sent.
[[nodiscard]] bool is_right(const Head&, const vault::Chain& behind, const vault::Mark&);
// A new head by one of the vault's devices. Who removes a device changes the key; live entries are
// sealed anew by ordinary changes after it, however many they are. A device is let in only where it
// is `asking`, one at a time. `new_login` is whether a new login key came with it: it must where
// the passphrase is another.
[[nodiscard]] std::optional<Refusal> judge_head(const Head& stored, const Head& next,
                                                bool new_login,
                                                const std::optional<Asking>& asking);
// Those that `next` names and `stored` does not, or with other keys.
[[nodiscard]] std::vector<vault::Member> added_by(const Head& next, const Head& stored);
// One more device, by the recovery key: nothing else may change.
[[nodiscard]] std::optional<Refusal> judge_join(const Head& stored, const Head& next);

}  // namespace sparekey::sync
