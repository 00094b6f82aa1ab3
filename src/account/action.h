// What a signed-in person asks for with a step-up: its operation, the rows it needs, and the pure
// decision that runs in the same change that spends the proof. account/ and factor/ make actions;
// signin/ proves and runs them.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "account/password.h"
#include "account/plan.h"
#include "account/refusal.h"
#include "guard/restriction.h"
#include "otp/totp.h"
#include "store/database.h"

namespace sparekey::account {

enum class FactorUsed { none, one_time_code, backup_code };
enum class Method { password, authenticator, backup_code, reset };  // How a session came to be.

struct Proven {
    FactorUsed factor = FactorUsed::none;
    Method session_method = Method::password;
    const DerivedPassword* password =
        nullptr;  // Of the password just proven; borrowed for the decision.
    StoredPassword stored_password;
    bool suspended = false;  // The account's one-time codes are suspended after "stolen".
    std::int64_t session_id =
        0;  // Of the session that asks: the same through every rotation of its token.
    // What the proof spends, in the same change: a step of the authenticator or a code of the set.
    // The rows that a decision sees were loaded before, so whoever keeps what it replaces keeps it
    // with this spent.
    otp::Step spent_step = 0;
    std::optional<std::size_t> spent_code = {};
};

template <class Outcome>
struct Action {
    guard::Operation operation;
    bool backup_code_counts =
        false;  // A backup code instead of a one-time code: for replace and disable only.
    bool password_alone_after_backup_code =
        false;  // In a session that began with a backup code: for replace only.
    std::vector<store::LoadCall> loads;  // Their rows reach `decide` in this order.
    // Long work on the hash threads, once the password is known to be right and before the proof is
    // spent.
    std::function<void(const DerivedPassword&)> work;
    // Runs in the change that spends the proof, perhaps several times; what it returns besides a
    // refusal is granted by what it put into the plan. A refusal still spends the proof, so what
    // can be refused earlier should be.
    std::function<Result<Outcome>(Plan&, const std::vector<store::Rows>&, const Proven&)> decide;
    bool ends_all_sessions = false;    // Including the one that asks: nothing is rotated.
    bool ends_other_sessions = false;  // The one that asks goes on, under a new token.
};

}  // namespace sparekey::account
