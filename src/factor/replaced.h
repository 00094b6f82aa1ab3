// What every change of the second factor does besides itself: what it replaces is kept, the hold
// begins, a pending enrolment ends.
#pragma once
#include <optional>
#include <vector>

#include "account/action.h"
#include "account/plan.h"
#include "account/services.h"
#include "factor/generation.h"

namespace sparekey::factor {

// The rows that replacing needs: authenticator, backup codes, generations, addresses.
[[nodiscard]] std::vector<store::LoadCall> replaced_loads();

struct InForce {
    std::optional<Authenticator> authenticator;
    std::optional<BackupCodes> codes;
    std::vector<Generation> kept;
    std::vector<std::string> recipients;

    // `rows` as replaced_loads() has them, from `first` on.
    InForce(const std::vector<store::Rows>& rows, std::size_t first, const crypto::KeyRing&,
            AccountId, Time now);

    // The proof of this very change is spent in what is kept of it, too.
    void spend(const account::Proven&, Time now);
};

// Begins the hold and keeps `replaced` until 7 days after it; an enrolment that waits is dropped.
void begin_cool_down(account::Plan&, const account::Services&, Cause, const Replaced& replaced);

// A backup code was spent on something else than signing in, and this many are left: from two on a
// letter says so.
void tell_few_left(account::Plan&, const std::vector<std::string>& recipients, int left);

// "hold_until" of a letter.
[[nodiscard]] account::Detail hold_detail(const account::Plan&);

}  // namespace sparekey::factor
