// Vaults and their devices: made, joined, read and written. A device signs each of its requests;
// the passphrase opens the head alone; with the recovery key, or with a device that is in, it lets
// one more in.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "account/refusal.h"
#include "account/services.h"
#include "account/token.h"
#include "sync/shelf_table.h"

namespace sparekey::sync {

inline constexpr Duration clock_differs_max = std::chrono::minutes{5};
// Looked at; all that is due of their vaults is emptied.
inline constexpr int swept_changes_max = 500;

template <class T>
using Result = std::variant<Refusal, T>;

// How a device says who it is: its signature over "<METHOD>\n<path>\n<time>\n<SHA-256 of the body,
// base64url>", in milliseconds since 1970.
struct SignedRequest {
    vault::VaultId vault;
    vault::DeviceId device;
    std::int64_t time_ms = 0;
    std::string text;
    crypto::Signature signature{};
};
inline constexpr std::string_view request_purpose = "sparekey-vault-1 request";

[[nodiscard]] std::optional<Refusal> judge_request(const vault::Roster&, const SignedRequest&,
                                                   Time now);

// All take the services of the vaults' realm.

// What a salt is for an address that has no vault: always the same, and told from none.
[[nodiscard]] Awaitable<vault::Kdf> find_kdf(const account::Services&, std::string email);

// Confirms the address and makes the vault with its first device, in one transaction.
[[nodiscard]] Awaitable<std::variant<account::Refusal, Refusal, account::Done>> make_vault(
    const account::Services&, const account::Client&, const account::Token& sign_up,
    std::string_view code, const Head&);

// What the session of a right login key opens.
[[nodiscard]] Awaitable<std::optional<Shelf>> opened_by(const account::Services&,
                                                        const account::Token&, Time now);
// Its owner is told, as of every other change of the devices or the passphrase.
[[nodiscard]] Awaitable<Result<Shelf>> join(const account::Services&, AccountId, const Head& next);

[[nodiscard]] Awaitable<Result<Shelf>> shelf_of(const account::Services&, const SignedRequest&,
                                                Time now);
// The vault as it is in this transaction, where the device is still one of its.
[[nodiscard]] std::optional<Shelf> still_there(store::Transaction&, AccountId,
                                               const SignedRequest&);
struct Page {
    std::vector<vault::Change> changes;
    std::uint64_t seq = 0;  // Of the vault's last change: there may be more than this page has.
    std::optional<vault::Mark> mark;  // Of that one.
    std::uint64_t roster_number = 0;
};
[[nodiscard]] Awaitable<Result<Page>> changes_after(const account::Services&, const SignedRequest&,
                                                    std::uint64_t seq, Time now);
struct Taken {
    std::uint64_t seq = 0;  // Behind them.
    std::uint64_t roster_number = 0;
};
[[nodiscard]] Awaitable<Result<Taken>> push(const account::Services&, const SignedRequest&,
                                            const Push&, Time now);
// Lets in the device that asks, where `next` names it. `mark` is of where the vault stands, by the
// device of the request; none before the first change. `login_key`: where the passphrase is a new
// one; sessions that the old one opened end, what a device asked that knew the old one ends, and
// tries that others used up are given back.
[[nodiscard]] Awaitable<Result<Shelf>> change_head(const account::Services&, const SignedRequest&,
                                                   const Head& next,
                                                   const std::optional<vault::Mark>& mark,
                                                   std::shared_ptr<const crypto::Secret> login_key,
                                                   Time now);

// The vault, its account and all that was kept of it, for good; its devices keep what they hold.
[[nodiscard]] Awaitable<Result<account::Done>> delete_vault(const account::Services&,
                                                            const SignedRequest&, Time now);

// Empties ciphertext that was replaced over 30 days ago, of some vaults, and forgets who asked to
// be let in; of how many.
[[nodiscard]] Awaitable<std::int64_t> empty_some(const account::Services&, Time now);

}  // namespace sparekey::sync
