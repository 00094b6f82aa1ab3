// The first step of signing in: e-mail address and password. Unknown, wrong and throttled look and
// take the same: the same statements, one Argon2id, one answer.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "account/action.h"
#include "account/password.h"
#include "account/plan.h"
#include "account/services.h"
#include "account/token.h"
#include "signin/browser.h"
#include "store/database.h"

namespace sparekey::signin {

using account::Client;
using account::Services;

// What must still be so when the hash is done.
struct PasswordTicket {
    account::StoredPassword stored;  // Or a decoy.
    Purse purse = Purse::account;
    bool throttled = false;
};

enum class PasswordVerdict { not_accepted, challenge, session };

// Rows: password, browser, addresses.
[[nodiscard]] std::vector<store::LoadCall> password_begin_loads(const Client&);
[[nodiscard]] store::Decision<PasswordTicket> begin_password(const Services&, AccountId,
                                                             const Client&, const store::Loaded&,
                                                             Time now);

struct FinishPassword {
    const Services& services;
    AccountId who;
    const Client& client;
    const PasswordTicket& ticket;
    const account::DerivedPassword& derived;
    const account::Token& token;  // Becomes the session's or the challenge's.
};

// Rows: password, browser, addresses, authenticator.
[[nodiscard]] std::vector<store::LoadCall> password_finish_loads(const Client&);
[[nodiscard]] store::Decision<PasswordVerdict> finish_password(const FinishPassword&,
                                                               const store::Loaded&, Time now);

struct PasswordStep {
    PasswordVerdict verdict;
    std::optional<account::Token> token;  // Of the challenge or the session.
};

// `email` is canonical, `password` valid UTF-8.
[[nodiscard]] Awaitable<PasswordStep> sign_in(const Services&, const Client&, std::string email,
                                              std::shared_ptr<const crypto::Secret> password);

// Whose account it is, or a decoy that answers as one.
[[nodiscard]] Awaitable<AccountId> account_or_decoy(const Services&, std::string email);

}  // namespace sparekey::signin
