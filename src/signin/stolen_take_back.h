// The phone is found: the password and a backup code make the one-time codes work again. The hold
// goes on.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "signin/browser.h"
#include "signin/code_step.h"

namespace sparekey::signin {

// What must still be so when the hashing is done.
struct TakeBackTicket {
    account::StoredPassword password;  // Or a decoy.
    Purse password_purse = Purse::account;
    bool throttled = false;
    std::optional<Charge> factor;  // None where the password was throttled already.
    std::int64_t set_version = 0;
    Bytes set_salt;
};

struct TakeBackHashes {
    account::DerivedPassword password;
    crypto::Secret code;
};

// Rows: password, browser, addresses, authenticator, backup codes.
[[nodiscard]] std::vector<store::LoadCall> take_back_loads(const Client&);
[[nodiscard]] store::Decision<TakeBackTicket> begin_take_back(const Services&, AccountId,
                                                              const Client&, const store::Loaded&,
                                                              Time now);

struct FinishTakeBack {
    const Services& services;
    AccountId who;
    const Client& client;
    const TakeBackTicket& ticket;
    const TakeBackHashes& hashes;
    bool confirm_last = false;
};
[[nodiscard]] store::Decision<Result<account::Done>> finish_take_back(const FinishTakeBack&,
                                                                      const store::Loaded&,
                                                                      Time now);

// `email` is canonical, `password` valid UTF-8.
[[nodiscard]] Awaitable<Result<account::Done>> take_back_stolen(
    const Services&, const Client&, std::string email,
    std::shared_ptr<const crypto::Secret> password, TypedCode code, bool confirm_last);

}  // namespace sparekey::signin
