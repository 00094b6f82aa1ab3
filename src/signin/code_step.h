// The second step of signing in: a one-time code, or a backup code when the phone is not there. Six
// digits are the one, eight the other. Both are charged to one budget, before anything is compared.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "account/action.h"
#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "account/token.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "signin/browser.h"
#include "signin/challenge.h"
#include "signin/current.h"

namespace sparekey::signin {

using account::Client;
using account::Refusal;
using account::Result;
using account::Services;
using account::Why;

// What a person typed, by its digits.
struct TypedCode {
    std::optional<std::string> one_time;   // Six digits.
    std::optional<crypto::Secret> backup;  // Eight digits.
    [[nodiscard]] static TypedCode of(std::string_view typed);
};

struct CodeStep {
    const Services& services;
    const Client& client;
    const account::Token& challenge;
    const account::Token& session;  // Becomes the session's token.
    bool confirm_last = false;      // The last backup code may be spent.
    // The rows of the account's appeals stand behind the others. Only a frozen account's sign-in
    // needs them: without them it is refused as `restricted`, and nothing is written.
    bool with_appeals = false;
};

// Rows: the account's of code_step_table.h, addresses, backup codes.
[[nodiscard]] std::vector<store::LoadCall> code_step_loads(const CodeStep&);
// The same, but of the backup codes only how many are left.
[[nodiscard]] std::vector<store::LoadCall> one_time_code_loads(const CodeStep&);

// The whole second step with a one-time code (or with neither kind, which is wrong at once).
[[nodiscard]] store::Decision<Result<Current>> take_one_time_code(const CodeStep&,
                                                                  std::string_view typed,
                                                                  const store::Loaded&, Time now);

// A backup code is charged, hashed, and spent if nothing changed in between.
struct CodeTicket {
    std::int64_t set_version = 0;
    Bytes set_salt;
    Purse purse = Purse::account;
};
[[nodiscard]] store::Decision<Result<CodeTicket>> begin_backup_code(const CodeStep&,
                                                                    const store::Loaded&, Time now);
[[nodiscard]] store::Decision<Result<Current>> finish_backup_code(const CodeStep&,
                                                                  const CodeTicket&,
                                                                  const crypto::Secret& hashed,
                                                                  const store::Loaded&, Time now);

struct CodeAccepted {
    account::Token token;
    Current current;
};
[[nodiscard]] Awaitable<Result<CodeAccepted>> sign_in_with_code(const Services&, const Client&,
                                                                const account::Token& challenge,
                                                                const TypedCode&,
                                                                bool confirm_last);

// Until the code after `used`: for "wait for the next one, 17 s".
[[nodiscard]] std::chrono::seconds wait_for_next_code(otp::Step used, Time now);

}  // namespace sparekey::signin
