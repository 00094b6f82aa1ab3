// A phone joins a draft: the computer shows a QR code, good for ten minutes and once, and both
// screens show the same two words.
#pragma once
#include "account/refusal.h"
#include "account/token.h"
#include "base/async.h"
#include "recovery/applicant.h"

namespace sparekey::recovery {

struct JoinCode {
    account::Token token;  // For the QR code's fragment.
    std::string words;
    Time expires_at{};
};
[[nodiscard]] Awaitable<account::Result<JoinCode>> offer_to_phone(const Office&,
                                                                  const account::Client&,
                                                                  const account::Token& access);
// The phone's own access.
[[nodiscard]] Awaitable<account::Result<account::Token>> join(const Office&, const account::Client&,
                                                              const account::Token& join);

}  // namespace sparekey::recovery
