// Tries at the veto of an appeal: a reserve of its own, which nobody's failures at sign-in use up.
// A known browser has one, everybody else shares another; past it the ordinary budgets of sign-in
// pay.
//
// A try is charged where the password or the code was right, and the other was not: that is
// somebody who can guess. A stranger with neither learns nothing here, as every refusal is the
// same, and must not be able to use up the owner's tries.
#pragma once
#include <optional>
#include <vector>

#include "guard/budgets.h"
#include "store/statement.h"

namespace sparekey::recovery {

inline constexpr guard::Rate reserve_hour{5, std::chrono::hours{1}};
// "20 an appeal", which lasts for 60 days at most and its hold for seven.
inline constexpr guard::Rate reserve_appeal{20, std::chrono::hours{24 * 120}};

struct Reserve {
    AppealId appeal;
    Bytes purse;  // A known browser's digest; empty: everybody else's.
    guard::TryLog tries;

    [[nodiscard]] bool open(Time now) const;
};

extern const store::Load load_reserves;
[[nodiscard]] std::vector<Reserve> read_reserves(const store::Rows&);
// The one of this purse, new where there is none.
[[nodiscard]] Reserve reserve_of(const std::vector<Reserve>&, AppealId, BytesView purse);
[[nodiscard]] store::SaveCall save_reserve(const Reserve&);

}  // namespace sparekey::recovery
