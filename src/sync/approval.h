// A device that asks to be let into a vault by one that is in: what the server keeps of it, ten
// minutes long, and which head lets it in. Pure. The server orders the steps, so that neither can
// wait for the other's nonce; the devices believe none of it (vault/approval.h).
#pragma once
#include <optional>

#include "guard/budgets.h"
#include "vault/approval.h"

namespace sparekey::sync {

struct Asking {
    vault::Member device;
    crypto::Digest commitment{};
    std::optional<vault::ApprovalNonce> answer;  // Of the device that is in.
    std::optional<vault::ApprovalNonce> opened;  // Of this one.
    Time asked_at{};
};

// Of a vault: each asking shows its owner a prompt, and whoever knows the passphrase can make one.
inline constexpr guard::Rate asks_hour{5, std::chrono::hours{1}};
inline constexpr guard::Rate asks_day{10, std::chrono::hours{24}};

// When it may be asked again: `now` when it may now.
[[nodiscard]] Time next_ask(const guard::TryLog&, Time now);

[[nodiscard]] bool is_over(const Asking&, Time now);
// Whether `added` is the one that asked, with the keys and the name that it committed to and showed
// both nonces for.
[[nodiscard]] bool lets_in(const Asking&, const vault::VaultId&, const vault::Member& added);

}  // namespace sparekey::sync
