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
    std::uint64_t seq = 0;  // Of the last change.
};

[[nodiscard]] std::optional<Shelf> find_shelf(store::Reader&, const vault::VaultId&);
// Of the transaction's own account.
[[nodiscard]] std::optional<Shelf> load_shelf(store::Transaction&, AccountId);
[[nodiscard]] std::optional<Shelf> load_shelf(store::Reader&, AccountId);
// False when there is a vault of this id.
[[nodiscard]] bool insert_shelf(store::Transaction&, AccountId, const Head&);
void save_head(store::Transaction&, AccountId, const Head&);

[[nodiscard]] Entries load_current(store::Transaction&, AccountId, const std::vector<Pushed>&);
[[nodiscard]] std::size_t count_current(store::Transaction&, AccountId);
// Appends them behind `seq`, each in the place of the one it replaces.
void append_changes(store::Transaction&, AccountId, std::uint64_t seq, const std::vector<Pushed>&);
// Behind `seq`, in order, at most changes_per_page_max of page_octets_max.
[[nodiscard]] std::vector<vault::Change> load_changes(store::Reader&, AccountId, std::uint64_t seq);

// Some accounts that have earlier ciphertext to empty, the earliest first, and emptying it.
[[nodiscard]] std::set<AccountId> find_spent(store::Reader&, Time over, int changes_max);
void empty_spent(store::Transaction&, AccountId, Time over);

}  // namespace sparekey::sync
