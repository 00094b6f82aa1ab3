// "My phone was stolen", between its two steps: the password was right, a mailed code or a backup
// code is awaited. It lives as long as the mailed code and bears five backup codes.
#pragma once
#include <optional>

#include "account/mailed_code.h"
#include "account/token.h"
#include "base/time.h"
#include "store/statement.h"

namespace sparekey::signin {

inline constexpr Duration stolen_report_lives = account::mailed_code_lives;
inline constexpr int stolen_report_tries_max = 5;

struct StolenReport {
    Bytes token_digest;
    Time made_at{};
    int tries = 0;
    std::int64_t password_version = 0;  // Of the password it began with, perhaps a replaced one.

    [[nodiscard]] bool alive(Time now) const { return now < made_at + stolen_report_lives; }
};

extern const store::Load load_stolen_report;  // $2: the token's digest.
[[nodiscard]] std::optional<StolenReport> read_stolen_report(const store::Rows&);
[[nodiscard]] store::SaveCall save_stolen_report(const StolenReport&);
// One try more than was loaded; touches the row only then.
[[nodiscard]] store::SaveCall charge_stolen_report(const StolenReport& loaded);
// Takes a try back, of a code that was no guess.
[[nodiscard]] store::SaveCall refund_stolen_report(const StolenReport& loaded);
// This one must be there; every other one of the account ends with it.
[[nodiscard]] store::SaveCall spend_stolen_report(const StolenReport& loaded);
[[nodiscard]] store::SaveCall end_stolen_reports();

// When it was last reported by a mailed code: once in 30 days. The epoch: never.
extern const store::Load load_stolen_by_code;
[[nodiscard]] Time read_stolen_by_code(const store::Rows&);
[[nodiscard]] store::SaveCall save_stolen_by_code(Time);

}  // namespace sparekey::signin
