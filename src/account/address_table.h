// The account's addresses: who may sign in with which, and who hears of the account.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/realm.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/pepper.h"
#include "store/database.h"

namespace sparekey::account {

using AddressId = Id<struct AddressTag>;

struct Address {
    AddressId id;
    std::string email;  // As its owner wrote it, canonical.
    bool is_primary = false;
    Time added_at{};
    Time confirmed_at{};  // The epoch: not yet.
    Time removed_at{};    // The epoch: not removed.
};

inline constexpr int addresses_max = 5;
inline constexpr Duration removed_hears_for = std::chrono::hours{24 * 90};

// What the index and the address rows hold of an address: keyed, so that a dump of the index names
// nobody. Each realm has its own: one person may have an account in both.
[[nodiscard]] Bytes email_digest(const crypto::Pepper&, std::string_view email,
                                 Realm = Realm::site);

extern const store::Load load_addresses;
[[nodiscard]] std::vector<Address> read_addresses(const store::Rows&);  // The oldest first.

// Those in use, the primary one first.
[[nodiscard]] std::vector<Address> current(const std::vector<Address>&);
[[nodiscard]] const Address* primary(const std::vector<Address>&);
// Who is told of every security event: every confirmed address, and those removed in the last 90
// days.
[[nodiscard]] std::vector<std::string> recipients(const std::vector<Address>&, Time now);

// Whose address it is.
[[nodiscard]] std::optional<AccountId> find_account(store::Reader&, BytesView digest);

// Unknown addresses are answered from one of these accounts, which nobody can sign in to: the same
// statements on the same kind of rows, so that nothing tells an unknown address from a known one.
inline constexpr int decoys = 256;
[[nodiscard]] AccountId decoy_of(BytesView digest);
[[nodiscard]] inline bool is_decoy(AccountId who) { return who.value <= decoys; }

// Whether the address belongs to this account from now on; false when it is somebody else's.
[[nodiscard]] bool reserve_email(store::Transaction&, BytesView digest, AccountId);
[[nodiscard]] std::optional<AccountId> find_account(store::Transaction&, BytesView digest);
[[nodiscard]] store::SaveCall insert_address(const Address&, BytesView digest);
// Out of the index, so that it can belong to another account.
[[nodiscard]] store::SaveCall free_index(AddressId);
[[nodiscard]] store::SaveCall set_removed(AddressId, Time now);
[[nodiscard]] store::SaveCall clear_primary();
[[nodiscard]] store::SaveCall set_primary(AddressId);

}  // namespace sparekey::account
