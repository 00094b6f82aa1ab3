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
// Those that the server knows come first. What does not open here is not among them, nor is a
// deletion of what the server never had.
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
    forged,        // Not what its link says, or other than what this device knows under it.
    went_back,     // A revision that is no later than the one the server had.
    unreadable,    // Sent by a device, and opened by nobody: left aside, and replaced by ours.
    later_key,     // Of an epoch that this device has not heard of: nothing was done.
    earlier_key    // Of an epoch before one that was there already.
};
// `unreadable` is the server's lie unless the newest mark is right in the end.
[[nodiscard]] Received receive(Vault&, const Change&, Time now);

}  // namespace sparekey::vault
