// What an applicant does with a draft, and later with the case: the receipt code, the paper code,
// submitting, supplying what was asked for, withdrawing, asking for a review of a rejection.
#pragma once
#include <string_view>

#include "account/refusal.h"
#include "account/token.h"
#include "base/async.h"
#include "crypto/secret.h"
#include "recovery/applicant.h"
#include "recovery/office.h"

namespace sparekey::recovery {

using account::Client;
using account::Done;
using account::Result;

// Makes the receipt code anew, and shows it this once.
[[nodiscard]] Awaitable<Result<crypto::Secret>> make_receipt(const Office&, const Client&,
                                                             const account::Token&);

struct PaperCode {
    std::string code;
    Time made_at{};
    Time expires_at{};
    std::string zone;
};
// What to write on the paper: the same one for a day.
[[nodiscard]] Awaitable<Result<PaperCode>> paper_code(const Office&, const Client&,
                                                      const account::Token&);

// From here on the account is frozen, and everybody is told. Refuses with `incomplete`; what is
// missing is what the case's page lists.
[[nodiscard]] Awaitable<Result<Done>> submit(const Office&, const Client&, const account::Token&,
                                             std::string_view receipt);
[[nodiscard]] Awaitable<Result<Done>> supply(const Office&, const Client&, const account::Token&);
[[nodiscard]] Awaitable<Result<Done>> withdraw(const Office&, const Client&, const account::Token&);
// Once, within 7 days, unless another appeal is open.
inline constexpr Duration review_lives = std::chrono::hours{24 * 7};
[[nodiscard]] bool may_ask_review(const std::vector<Case>&, const Case&, Time now);
[[nodiscard]] Awaitable<Result<Done>> ask_review(const Office&, const Client&,
                                                 const account::Token&);

}  // namespace sparekey::recovery
