// A device asks to be let into a vault, and one that is in answers: what travels between them, ten
// minutes long. The server orders the steps, so that neither can wait for the other's nonce; the
// devices believe none of it (vault/approval.h).
#pragma once
#include "sync/approval_table.h"
#include "sync/sync_flow.h"

namespace sparekey::sync {

// By the session of a right login key. In the place of a device that asked before.
[[nodiscard]] Awaitable<Result<account::Done>> ask(const account::Services&, AccountId,
                                                   vault::Member device,
                                                   const crypto::Digest& commitment);
// What it waits for: the other's nonce, and in the end a head that names it.
struct Waiting {
    Asking asking;
    Shelf shelf;
};
[[nodiscard]] Awaitable<Result<Waiting>> waiting(const account::Services&, AccountId, Time now);
// Shows the nonce it committed to; only once the other's is there.
[[nodiscard]] Awaitable<Result<account::Done>> open(const account::Services&, AccountId,
                                                    const vault::ApprovalNonce&);

// By a device of the vault.
[[nodiscard]] Awaitable<Result<std::optional<Asking>>> asked(const account::Services&,
                                                             const SignedRequest&, Time now);
// Its nonce, once, for the device that it saw.
[[nodiscard]] Awaitable<Result<account::Done>> answer(const account::Services&,
                                                      const SignedRequest&, const vault::DeviceId&,
                                                      const vault::ApprovalNonce&, Time now);
// It is in, or it is not the one: one code, one try.
[[nodiscard]] Awaitable<Result<account::Done>> end_asking(const account::Services&,
                                                          const SignedRequest&, Time now);

}  // namespace sparekey::sync
