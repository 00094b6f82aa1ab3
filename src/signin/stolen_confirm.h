// "My phone was stolen", second step: one-time codes are suspended, all sessions end, and a hold of
// 72 hours begins.
#pragma once
#include <string>
#include <string_view>

#include "signin/stolen_flow.h"

namespace sparekey::signin {

struct Stolen {
    Time codes_back_at{};  // factor::until_replaced: until replaced or taken back.
    Time hold_until{};
};

// Once in 30 days; the codes come back after 72 hours.
[[nodiscard]] Awaitable<Result<Stolen>> confirm_stolen_by_mail(const Services&, const Client&,
                                                               const account::Token& report,
                                                               std::string typed);
// They come back when the authenticator is replaced, or taken back with a backup code.
[[nodiscard]] Awaitable<Result<Stolen>> confirm_stolen_by_backup_code(const Services&,
                                                                      const Client&,
                                                                      const account::Token& report,
                                                                      std::string_view typed,
                                                                      bool confirm_last);

}  // namespace sparekey::signin
