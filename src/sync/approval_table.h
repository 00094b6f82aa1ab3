// The statements that load and save the device that asks to be let into a vault.
#pragma once
#include <optional>

#include "store/database.h"
#include "vault/approval.h"

namespace sparekey::sync {

struct Asking {
    vault::Member device;
    crypto::Digest commitment{};
    std::optional<vault::ApprovalNonce> answer;  // Of the device that is in.
    std::optional<vault::ApprovalNonce> opened;  // Of this one.
    Time asked_at{};
};

[[nodiscard]] std::optional<Asking> load_asking(store::Reader&, AccountId, Time now);
// nullopt, too, where it asked over ten minutes ago.
[[nodiscard]] std::optional<Asking> load_asking(store::Transaction&, AccountId);
// In the place of one that asked before.
void save_asking(store::Transaction&, AccountId, const Asking&);
void drop_asking(store::Transaction&, AccountId);

}  // namespace sparekey::sync
