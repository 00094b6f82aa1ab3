// The statements that load and save a vault's head and its log of changes.
#pragma once
#include <optional>
#include <set>
#include <vector>

#include "store/database.h"
#include "sync/shelf.h"
#include "vault/replica.h"

namespace sparekey::sync {

struct Shelf {
    AccountId who;
    Head head;
    vault::Chain chain;               // Behind the last change.
    std::optional<vault::Mark> mark;  // Of it, by a device of the head; none before the first.
    std::int64_t octets = 0;          // Of all seals that are kept.
};

[[nodiscard]] std::optional<Shelf> find_shelf(store::Reader&, const vault::VaultId&);
// Of the transaction's own account.
[[nodiscard]] std::optional<Shelf> load_shelf(store::Transaction&, AccountId);
[[nodiscard]] std::optional<Shelf> load_shelf(store::Reader&, AccountId);
// False when there is a vault of this id.
[[nodiscard]] bool insert_shelf(store::Transaction&, AccountId, const Head&);
void save_head(store::Transaction&, AccountId, const Head&);
// Chain, mark and octets.
void save_state(store::Transaction&, const Shelf&);

[[nodiscard]] Entries load_current(store::Transaction&, AccountId, const std::vector<Pushed>&);
[[nodiscard]] Counts count_current(store::Transaction&, AccountId);
// Appends them, each in the place of the one it replaces; the shelf's chain and octets are those
// behind them.
void append_changes(store::Transaction&, Shelf&, const std::vector<Pushed>&);
// Empties earlier ciphertext, the earliest first, until this much more has room. False when there
// is not enough of it.
[[nodiscard]] bool make_room(store::Transaction&, Shelf&, std::int64_t octets);
// Behind `seq`, in order, at most changes_per_page_max of page_octets_max.
[[nodiscard]] std::vector<vault::Change> load_changes(store::Reader&, AccountId, std::uint64_t seq);

// All of it, and what made it an account: its address may have another one.
void delete_shelf(store::Transaction&, AccountId);

// Some accounts that have earlier ciphertext to empty, the earliest first, and emptying it.
[[nodiscard]] std::set<AccountId> find_spent(store::Reader&, Time over, int changes_max);
void empty_spent(store::Transaction&, AccountId, Time over);

}  // namespace sparekey::sync
