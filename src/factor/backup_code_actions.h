// Looking at the backup codes, and making new ones; both with a step-up, both begin a hold.
#pragma once
#include <array>

#include "account/action.h"
#include "account/services.h"
#include "factor/backup_codes.h"

namespace sparekey::factor {

struct ViewedCode {
    crypto::Secret code;  // Empty once used.
    Time used_at{};       // The epoch: not yet.
};
using ViewedCodes = std::array<ViewedCode, codes_count>;

[[nodiscard]] account::Action<ViewedCodes> view_codes(const account::Services&);

// The old ones stop at once.
[[nodiscard]] account::Action<otp::BackupCodes> regenerate_codes(const account::Services&,
                                                                 AccountId);

}  // namespace sparekey::factor
