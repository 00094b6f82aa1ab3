// What the operator's server asks with a code of the person's own: to have it checked, or to change
// the second factor. One mechanism for all, so that none is a way around another: the same budgets
// as the second step of sign-in, charged before anything is compared; the code spent in the change
// that does what it was given for.
//
// The operator says that the person is signed in there; that stands where we would ask a password.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "account/action.h"
#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "operators/repeat.h"
#include "signin/browser.h"
#include "signin/code_step.h"

namespace sparekey::operators {

using account::Client;
using account::Refusal;
using account::Result;
using account::Services;
using account::Why;

struct ByCode {
    const Services& services;
    const Client& client;
    AccountId who;
    const signin::TypedCode& code;
    const std::optional<Repeat>& repeat;
    guard::Operation operation;
    bool backup_code_counts = false;
    bool confirm_last = false;  // The last backup code may be spent.
};

// What a right code leaves to whoever asked for it. Its charge is taken back and what spends it is
// in the plan.
struct CodeProven {
    account::Proven proven;
    int codes_left = 0;  // With this one spent.
    std::vector<std::string> recipients;
};

// What `by_code` does with a right code, in the same change: `rows` are those of its own loads.
// What it returns is kept for a repeated call. A refusal still spends the code.
using Act = std::function<Result<Told>(account::Plan&, const std::vector<store::Rows>& rows,
                                       const CodeProven&)>;

struct Acting {
    std::vector<store::LoadCall> loads;
    std::function<void()> work;  // Long work on the hash threads; empty: none.
    Act act;
};

// What must still be so when the hash threads are done.
struct CodeTicket {
    signin::Purse purse = signin::Purse::account;
    std::int64_t authenticator_version = 0;
    std::int64_t set_version = 0;
    Bytes set_salt;
    bool tell_wrong = false;
};

// Rows: by_code_table.h's, addresses, backup codes where one was typed.
[[nodiscard]] std::vector<store::LoadCall> by_code_loads(const ByCode&);

// A one-time code, and no long work: all in one change.
[[nodiscard]] store::Decision<Result<Told>> take_one_time_code(const ByCode&, const Acting&,
                                                               const store::Loaded&, Time now);

// Else it is charged, then there is work, and it is spent if nothing changed in between. What was
// told before ends the call at once.
using Begun = std::variant<CodeTicket, Told>;
[[nodiscard]] store::Decision<Result<Begun>> begin_by_code(const ByCode&, const store::Loaded&,
                                                           Time now);
[[nodiscard]] store::Decision<Result<Told>> finish_by_code(const ByCode&, const Acting&,
                                                           const CodeTicket&,
                                                           const crypto::Secret* hashed,
                                                           const store::Loaded&, Time now);

// The whole of it.
[[nodiscard]] Awaitable<Result<Told>> by_code(const ByCode&, Acting);

}  // namespace sparekey::operators
