// "My phone was stolen", first step: the password, in force or replaced in a cool-down. Then a code
// is mailed; stolen_confirm.h takes that, or a backup code.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "account/token.h"
#include "signin/stolen_report.h"
#include "signin/undo_password.h"

namespace sparekey::signin {

using account::Client;
using account::Refusal;
using account::Result;
using account::Services;
using account::Why;

inline constexpr Duration stolen_by_code_every = std::chrono::hours{24 * 30};

struct StolenBegun {
    account::Token report;  // For the report's cookie.
    Time expires_at{};
};
// Refuses with not_accepted: unknown, wrong and throttled look and take the same. `email` is
// canonical, `password` valid UTF-8.
[[nodiscard]] Awaitable<Result<StolenBegun>> begin_stolen(
    const Services&, const Client&, std::string email,
    std::shared_ptr<const crypto::Secret> password);

}  // namespace sparekey::signin
