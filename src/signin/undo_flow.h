// Undo: an old or present password with an old or present code of the second factor brings back
// what was replaced in a cool-down. It is never a sign-in, destroys nothing, and is itself a
// change: everybody is told, every session ends, a hold begins.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "factor/veto.h"
#include "signin/browser.h"
#include "signin/code_step.h"
#include "signin/undo_password.h"

namespace sparekey::signin {

// What must still be so, or is looked for again, when the hashing is done.
struct UndoTicket {
    AnyPasswordTicket password;
    std::optional<Charge> factor;  // None where the password was throttled already.
    std::vector<factor::SetSalt> sets;
};

struct UndoHashes {
    std::optional<RightPassword> password;
    factor::VetoCode code;
};

struct Undone {
    bool password = false;
    bool authenticator = false;
    bool backup_codes = false;
    Time hold_until{};
};

// Rows: password, browser, addresses, generations, authenticator, backup codes, then those of the
// account's appeals.
[[nodiscard]] std::vector<store::LoadCall> undo_loads(const Services&, const Client&);
[[nodiscard]] store::Decision<UndoTicket> begin_undo(const Services&, AccountId, const Client&,
                                                     const store::Loaded&, Time now);
[[nodiscard]] UndoHashes hash_undo(const Services&, AccountId, const UndoTicket&,
                                   std::string_view password, const TypedCode&);

struct FinishUndo {
    const Services& services;
    AccountId who;
    const Client& client;
    const UndoTicket& ticket;
    const UndoHashes& hashes;
    const std::vector<store::Rows>& rows;  // Of undo_loads.
};
// Refuses with not_accepted, whatever it was, or with nothing_to_undo.
[[nodiscard]] store::Decision<Result<Undone>> finish_undo(const FinishUndo&, const store::Loaded&,
                                                          Time now);

// `email` is canonical, `password` valid UTF-8.
[[nodiscard]] Awaitable<Result<Undone>> undo(const Services&, const Client&, std::string email,
                                             std::shared_ptr<const crypto::Secret> password,
                                             TypedCode code);

}  // namespace sparekey::signin
