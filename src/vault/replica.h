// A vault on one of several devices: what it owes the server, and what it does with what comes from
// there. Nothing here speaks to anybody; the server hands on and orders, and is believed nothing.
#pragma once
#include <optional>
#include <vector>

#include "vault/chain.h"
#include "vault/vault.h"

namespace sparekey::vault {

// One accepted change, in the order of seq. The seal is missing where a later change of the same
// entry has replaced it so long ago that the server keeps it no more.
struct Change {
    Link link;
    std::optional<Record> record;
};

struct Pending {
    EntryId id;
    std::uint64_t replaces = 0;  // The revision that the server has; 0: none.
    const Record* record = nullptr;
};
[[nodiscard]] std::vector<Pending> pending(const Vault&);

// The server took what was pending, as `link`, which comes with the changes, too.
void accepted(Vault&, const EntryId&, std::uint64_t revision);

enum class Received {
    taken,         // This device has it now.
    known,         // It had it before: its own change, or one replaced by a later one.
    merged,        // Joined with what was pending here, which is still pending.
    kept_copy,     // The same, and what could not be joined stands beside it as a copy.
    revived,       // Deleted there, edited here: the edit stays, and is pending.
    out_of_order,  // Not the next one: the server went back, skipped or swapped.
    forged,        // Not sealed by anybody with the vault's key, or not what its link says.
    went_back      // A revision that is no later than the one the server had.
};
[[nodiscard]] Received receive(Vault&, const Change&, Time now);

}  // namespace sparekey::vault
