// What must be asked of an account's appeals in the very transaction that proves its owner. The
// rooms that prove somebody stand below the one that knows appeals, so they ask through this.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "account/action.h"
#include "otp/totp.h"

namespace sparekey::account {

class Plan;

// A password and a code that were right.
struct ProvenFactor {
    FactorUsed factor = FactorUsed::one_time_code;
    // Of what is in force; else of the generation with this number, which was replaced.
    std::int64_t generation = 0;
    // What the code spends there.
    otp::Step spent_step = 0;
    std::optional<std::size_t> spent_code;
    // Of the set that a backup code is from.
    Time codes_made_at{};
    Time codes_shown_at{};
    bool mailed_code = false;  // A code of a mail was right, too.
    bool attack = false;       // Its owner says that somebody else made the appeal.
};

enum class AppealAnswer {
    nothing,    // There is no appeal that this would touch.
    ended,      // It was the owner: the appeal is over, and so is its freeze.
    reversed,   // So is what its reset had brought: the old factor is in force again.
    contested,  // The phone is said to be stolen, and the code may be the thief's: the one contest
                // is used up by it, and it proves nothing else.
    not_enough  // The same, where there was no contest left.
};

class OpenAppeals {
   public:
    virtual ~OpenAppeals() = default;

    // The rows that the others need, `first` being the place of the first among the caller's.
    [[nodiscard]] virtual std::vector<store::LoadCall> loads() const = 0;

    // By signing in, by undo, by a reset of the password: what is frozen, on hold or, by undo,
    // completed a while ago.
    [[nodiscard]] virtual AppealAnswer proven(Plan&, const std::vector<store::Rows>&,
                                              std::size_t first, const ProvenFactor&) const = 0;
    // By a step-up: an appeal of any state, but for one on hold when the factor is the new one.
    [[nodiscard]] virtual AppealAnswer stepped_up(Plan&, const std::vector<store::Rows>&,
                                                  std::size_t first, const ProvenFactor&) const = 0;
    // The phone was reported stolen.
    virtual void stolen(Plan&, const std::vector<store::Rows>&, std::size_t first) const = 0;
    // The account is closed: every draft and case ends with it.
    virtual void closed(Plan&, const std::vector<store::Rows>&, std::size_t first) const = 0;
};

}  // namespace sparekey::account
