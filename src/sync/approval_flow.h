// A device asks to be let into a vault, and one that is in answers: two nonces travel, each written
// once, and then a head that names the new one (sync_flow.h, change_head) ends it.
#pragma once
#include "sync/sync_flow.h"

namespace sparekey::sync {

// By whoever knows the passphrase: with the token of a sign-in, or refused as not_signed_in.
template <class T>
using SignedIn = std::variant<account::Refusal, Refusal, T>;

// In the place of a device that asked before; refuses with too_many_tries where its owner was asked
// too often.
[[nodiscard]] Awaitable<SignedIn<account::Done>> ask(const account::Services&,
                                                     const account::Token&, vault::Member device,
                                                     const crypto::Digest& commitment, Time now);

// What the device that asked waits for, one after the other.
struct Waiting {
    std::optional<vault::ApprovalNonce> answer;
    std::optional<Shelf> shelf;  // Once its list names the device.
};
[[nodiscard]] Awaitable<SignedIn<Waiting>> waiting(const account::Services&, const account::Token&,
                                                   const vault::DeviceId&, Time now);
// Shows the nonce that it committed to; only once the other's is there.
[[nodiscard]] Awaitable<SignedIn<account::Done>> open(const account::Services&,
                                                      const account::Token&, const vault::DeviceId&,
                                                      const vault::ApprovalNonce&, Time now);

// By a device of the vault.
[[nodiscard]] Awaitable<Result<std::optional<Asking>>> asked(const account::Services&,
                                                             const SignedRequest&, Time now);
// Its nonce, once, for the device that it saw.
[[nodiscard]] Awaitable<Result<account::Done>> answer(const account::Services&,
                                                      const SignedRequest&, const vault::DeviceId&,
                                                      const vault::ApprovalNonce&, Time now);
// That device is not let in.
[[nodiscard]] Awaitable<Result<account::Done>> refuse(const account::Services&,
                                                      const SignedRequest&, const vault::DeviceId&,
                                                      Time now);

}  // namespace sparekey::sync
