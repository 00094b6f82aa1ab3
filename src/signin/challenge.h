// A challenge: the password was right, the second factor is awaited. It lives 5 minutes and bears 5
// tries. It is kept as a session of level 0, which signs nobody in.
#pragma once
#include <optional>

#include "account/token.h"
#include "base/time.h"
#include "signin/session.h"
#include "store/statement.h"

namespace sparekey::signin {

inline constexpr Duration challenge_lives = std::chrono::minutes{5};
inline constexpr int challenge_tries_max = 5;

struct Challenge {
    Bytes token_digest;
    Time created_at{};
    int tries = 0;
    Bytes browser_digest;
    std::int64_t password_version = 0;

    [[nodiscard]] bool alive(Time now) const {
        return now < created_at + challenge_lives && tries < challenge_tries_max;
    }
};

extern const store::Load load_challenge;  // $2: the token's digest.
[[nodiscard]] std::optional<Challenge> read_challenge(const store::Rows&);
[[nodiscard]] store::SaveCall save_challenge(const Challenge&);
// One try more than was loaded; touches the row only then.
[[nodiscard]] store::SaveCall charge_challenge(const Challenge& loaded);
[[nodiscard]] store::SaveCall refund_challenge(const Challenge& loaded);
// Spends it: its row becomes the session's. It must be there.
[[nodiscard]] store::SaveCall raise_challenge(const Challenge&, const Session&);
[[nodiscard]] store::SaveCall drop_challenge(const Challenge&);
[[nodiscard]] store::SaveCall end_all_challenges();

}  // namespace sparekey::signin
